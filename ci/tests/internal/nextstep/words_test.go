package nextstep

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// module is the pipeline's source.
const module = "../../../"

// within are packages whose errors somebody wraps, in words that say what to do, and parts of the module that are programs of their own.
var within = regexp.MustCompile(`^(?:bench|dagger|emulator|engine|examples|tests|tools|internal/(?:dagger|gate/readers|image|preflight|publicname|rehearsal|report|rollout|sbom|` +
	`signature|smoke|tfstate))(?:/|$)`)

// others are the same of other packages, and the end of a command that somebody asked for.
var others = []string{
	"%s\n%s ended with exit code %d in task %s of service %s", "%s answers %s", "a message of %d bytes", "a message whose payload", "the refresh is under way",
	"something follows the JSON object", "it is that of %q", "this run lost the lock", "there is no table of locks", "there is no such file",
	"it was not scanned", "nobody here can look at it", "they do not say when they end", "whether %s, read by %s, has a value",
}

var verb = regexp.MustCompile(`%(?:\[\d+\])?[+#.]?\d*[a-zT]`)

// TestOurOwnLastWords reads the texts of errors that end with our own words: of a cause behind them, others have the last word, and the verbs
// add what to do by themselves.
func TestOurOwnLastWords(t *testing.T) {
	read := 0
	err := filepath.WalkDir(module, func(path string, entry fs.DirEntry, err error) error {
		name := strings.TrimPrefix(path, module)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && within.MatchString(name):
			return fs.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".gen.go"):
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := ownWords(n)
			if !ok {
				return true
			}
			read++
			if In(verb.ReplaceAllString(text, "X")) == "" && !known(text) {
				t.Errorf("%s:%d: %q does not say what to do next", name, set.Position(n.Pos()).Line, text)
			}
			return true
		})
		return nil
	})
	if err != nil || read < 100 {
		t.Errorf("%d texts were read: %v", read, err)
	}
}

func known(text string) bool {
	for _, other := range others {
		if strings.HasPrefix(text, other) {
			return true
		}
	}
	return false
}

// ownWords is the text of an error that wraps nothing, as far as it is written down where the error is made.
func ownWords(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	made, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	of, ok := made.X.(*ast.Ident)
	if !ok || of.Name+"."+made.Sel.Name != "fmt.Errorf" && of.Name+"."+made.Sel.Name != "errors.New" {
		return "", false
	}
	text := literal(call.Args[0])
	return text, text != "" && !strings.Contains(text, "%w")
}

// literal is a text in quotes, or several that are added up; what stands between them is left out.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}
