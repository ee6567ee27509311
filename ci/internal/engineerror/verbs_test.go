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
	verbs := 0
	files := mainFiles(t, token.NewFileSet())
	for name, file := range files {
		for _, declared := range file.Decls {
			verb, ok := declared.(*ast.FuncDecl)
			if !ok || !verb.Name.IsExported() || !mayFail(verb) {
				continue
			}
			verbs++
			if !tidies(verb.Body) {
				t.Errorf("%s: %s does not begin with defer engineerror.Tidy(&err)", name, verb.Name.Name)
			}
		}
	}
	if verbs < 25 {
		t.Errorf("%d verbs were found in %d files", verbs, len(files))
	}
}

// mainFiles are the files of the module's package main by name, without what is generated.
func mainFiles(t *testing.T, set *token.FileSet) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, ".gen.go") {
			continue
		}
		if files[filepath.Base(path)], err = parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return files
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
