// Package commands knows which functions the module has, and holds against them the commands that are written down.
package commands

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// root is the type whose functions follow `dagger call`.
const root = "Slipway"

// Module is the functions of the module: type → name → function, all names as the command line has them.
type Module map[string]map[string]Function

// Function is a function, or the constructor.
type Function struct {
	// Arguments has the names, and whether each takes no value.
	Arguments map[string]bool
	// Gives is a type of the module, "" for one of Dagger's own, whose functions are not looked at.
	Gives string
}

// constructor is the name under which the root's own arguments stand.
const constructor = ""

// Read reads a module from the Go source of its main package.
func Read(folder string) (Module, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("look for the module's source: %w", err)
	}
	module := Module{}
	for _, name := range files {
		if strings.HasSuffix(name, ".gen.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("read the module's source: %w", err)
		}
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				module.add(d)
			case *ast.GenDecl:
				module.addFields(d)
			}
		}
	}
	return module, nil
}

// addFields adds the fields of types, which are functions without arguments, unless they are private.
func (m Module) addFields(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		declared, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		of, ok := declared.Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, field := range of.Fields.List {
			if strings.Contains(field.Doc.Text(), "+private") {
				continue
			}
			for _, name := range field.Names {
				if name.IsExported() {
					m.put(declared.Name.Name, kebab(name.Name), Function{Gives: typeName(field.Type)})
				}
			}
		}
	}
}

func (m Module) add(f *ast.FuncDecl) {
	of, name := root, kebab(f.Name.Name)
	switch {
	case f.Recv != nil:
		of = typeName(f.Recv.List[0].Type)
	case f.Name.Name == "New":
		name = constructor
	default:
		return
	}
	if !f.Name.IsExported() {
		return
	}
	function := Function{Arguments: map[string]bool{}}
	for _, parameter := range f.Type.Params.List {
		boolean := typeName(parameter.Type) == "bool"
		for _, argument := range parameter.Names {
			function.Arguments[kebab(argument.Name)] = boolean
		}
	}
	if f.Type.Results != nil && f.Name.Name != "New" {
		function.Gives = typeName(f.Type.Results.List[0].Type)
	}
	m.put(of, name, function)
}

func (m Module) put(of, name string, function Function) {
	if m[of] == nil {
		m[of] = map[string]Function{}
	}
	m[of][name] = function
}

// typeName is the name of a type of this package, "" for any other but bool.
func typeName(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// kebab is a Go name as the command line has it: NoRollback is no-rollback.
func kebab(name string) string {
	var text strings.Builder
	letters := []rune(name)
	for i, letter := range letters {
		begins := unicode.IsUpper(letter) && i > 0 && (unicode.IsLower(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if begins {
			text.WriteByte('-')
		}
		text.WriteRune(unicode.ToLower(letter))
	}
	return text.String()
}

// Check says what is wrong with the words after `dagger call`; nil is nothing. Words that stand for others, such as … and NAME, pass.
func (m Module) Check(words []string) error {
	of, here := root, m[root][constructor]
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch {
		case placeholder(word):
		case word == "-o" || word == "-m":
			i++
		case word == "--help":
			return nil
		case strings.HasPrefix(word, "--"):
			name, _, joined := strings.Cut(strings.TrimPrefix(word, "--"), "=")
			boolean, ok := here.Arguments[name]
			if !ok {
				return fmt.Errorf("there is no argument --%s here: write one of %v", name, slices.Sorted(maps.Keys(here.Arguments)))
			}
			if !boolean && !joined {
				i++
			}
		case of == "":
			return nil // Dagger's own type: Directory, Service, …
		default:
			next, ok := m[of][word]
			if !ok || word == constructor {
				return fmt.Errorf("%s has no function %q: write one of %v", of, word, slices.Sorted(maps.Keys(m[of])))
			}
			of, here = next.Gives, next
			if _, ours := m[of]; !ours {
				of = ""
			}
		}
	}
	return nil
}

func placeholder(word string) bool {
	return strings.Contains(word, "…") || word != "" && strings.ToUpper(word) == word && !strings.HasPrefix(word, "-")
}
