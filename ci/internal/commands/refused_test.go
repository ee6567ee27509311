package commands

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// groups are the types whose functions are verbs of two words, with the name of the first.
var groups = map[string]string{"Lock": "lock", "Preview": "preview", "Bootstrap": "bootstrap"}

// TestEveryVerbIsRefusedOnce holds the table of wrong calls of ci/tests (EveryVerb) against the module's functions: a verb without a row is one
// whose errors nobody reads.
func TestEveryVerbIsRefusedOnce(t *testing.T) {
	module := read(t)
	var want []string
	for name := range module[root] {
		if name != constructor && name != "lock" && name != "preview" { // which do nothing by themselves
			want = append(want, name)
		}
	}
	for group, first := range groups {
		for name := range module[group] {
			if name != "sync" { // what a command line without another function calls
				want = append(want, first+" "+name)
			}
		}
	}
	have := wrongCalls(t)
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(have, want) {
		t.Errorf("wrong calls are made of %q, and the verbs are %q: give each verb one row in ci/tests/every_verb.go", have, want)
	}
	if len(want) < 40 {
		t.Errorf("%d verbs were found", len(want))
	}
}

// wrongCalls are the verbs of the table.
func wrongCalls(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(repository + "ci/tests/every_verb*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no table of wrong calls: %v", err)
	}
	var verbs []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			table, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			list, ok := table.Type.(*ast.ArrayType)
			if !ok {
				return true
			}
			if of, ok := list.Elt.(*ast.Ident); !ok || of.Name != "wrongCall" {
				return true
			}
			for _, row := range table.Elts {
				if call, ok := row.(*ast.CompositeLit); ok && len(call.Elts) > 0 {
					if verb, ok := call.Elts[0].(*ast.BasicLit); ok {
						text, _ := strconv.Unquote(verb.Value)
						verbs = append(verbs, text)
					}
				}
			}
			return false
		})
	}
	return verbs
}
