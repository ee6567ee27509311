package engineerror

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// An engine error that a verb returns as it is reaches a person raw. So each exported function of the module that may fail
// begins with Tidy.
func TestVerbsTidy(t *testing.T) {
	paths, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	verbs := 0
	for _, path := range paths {
		if strings.HasSuffix(path, ".gen.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			verb, ok := declared.(*ast.FuncDecl)
			if !ok || !verb.Name.IsExported() || !mayFail(verb) {
				continue
			}
			verbs++
			if !tidies(verb.Body) {
				t.Errorf("%s: %s does not begin with defer engineerror.Tidy(&err)", filepath.Base(path), verb.Name.Name)
			}
		}
	}
	if verbs < 25 {
		t.Errorf("%d verbs were found in %d files", verbs, len(paths))
	}
}

func mayFail(verb *ast.FuncDecl) bool {
	if verb.Name.Name == "Unwrap" || verb.Type.Results == nil {
		return false
	}
	last, ok := verb.Type.Results.List[len(verb.Type.Results.List)-1].Type.(*ast.Ident)
	return ok && last.Name == "error"
}

func tidies(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	first, ok := body.List[0].(*ast.DeferStmt)
	if !ok {
		return false
	}
	called, ok := first.Call.Fun.(*ast.SelectorExpr)
	return ok && called.Sel.Name == "Tidy"
}
