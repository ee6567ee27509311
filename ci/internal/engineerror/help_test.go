package engineerror

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// What stands above a function, an argument, a type and a field is what --help says of it. So each has a sentence.
func TestHelpIsComplete(t *testing.T) {
	said, set := 0, token.NewFileSet()
	for name, file := range mainFiles(t, set) {
		for _, what := range documented(file, ast.NewCommentMap(set, file, file.Comments)) {
			said++
			if what.private {
				continue
			}
			if words := sentence(what.doc); len(strings.Fields(words)) < 2 || !strings.HasSuffix(words, ".") && !strings.HasSuffix(words, ":") {
				t.Errorf("%s: %s says %q in its help: write a sentence above it", name, what.name, words)
			}
		}
	}
	if said < 100 {
		t.Errorf("%d functions, arguments, types and fields were found", said)
	}
}

// subject is something that --help speaks of.
type subject struct {
	name    string
	doc     *ast.CommentGroup
	private bool // a field that is only kept
}

// documented are the subjects of a file. A comment above an argument belongs to it by its place alone.
func documented(file *ast.File, comments ast.CommentMap) []subject {
	var all []subject
	for _, declared := range file.Decls {
		switch d := declared.(type) {
		case *ast.FuncDecl:
			if !d.Name.IsExported() {
				continue
			}
			all = append(all, subject{name: d.Name.Name, doc: d.Doc})
			for _, argument := range d.Type.Params.List {
				if name := argument.Names[0].Name; name != "ctx" {
					var doc *ast.CommentGroup
					if above := comments[argument]; len(above) > 0 {
						doc = above[0]
					}
					all = append(all, subject{name: d.Name.Name + " " + name, doc: doc})
				}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				declared, ok := spec.(*ast.TypeSpec)
				if !ok || !declared.Name.IsExported() {
					continue
				}
				all = append(all, subject{name: declared.Name.Name, doc: d.Doc})
				if fields, ok := declared.Type.(*ast.StructType); ok {
					for _, field := range fields.Fields.List {
						if len(field.Names) == 1 && field.Names[0].IsExported() {
							all = append(all, subject{declared.Name.Name + "." + field.Names[0].Name, field.Doc, strings.Contains(field.Doc.Text()+text(field.Doc), "+private")})
						}
					}
				}
			}
		}
	}
	return all
}

func text(group *ast.CommentGroup) string {
	var lines strings.Builder
	if group != nil {
		for _, comment := range group.List {
			lines.WriteString(comment.Text + "\n")
		}
	}
	return lines.String()
}

// sentence is the text of a comment without the lines that are for Dagger.
func sentence(group *ast.CommentGroup) string {
	var words []string
	for line := range strings.Lines(group.Text()) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "+") {
			words = append(words, line)
		}
	}
	return strings.TrimSpace(strings.Join(words, " "))
}
