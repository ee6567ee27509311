package adopt

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

const root = "../../../terraform/"

// A type that comes to the stack needs a decision: what becomes of one that an interrupted run made and no state knows.
func TestKindsAreThoseOfTheStack(t *testing.T) {
	inStack := map[string]bool{}
	typesOf(t, root+"stacks/platform", inStack)
	for _, kind := range slices.Sorted(maps.Keys(inStack)) {
		if _, decided := Kinds[kind]; !decided {
			t.Errorf("%s is in the stack platform and not in kinds.go: write there how it is found, or why there is nothing to find", kind)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(Kinds)) {
		if !inStack[kind] {
			t.Errorf("kinds.go has %s, which is not in the stack platform: take it out", kind)
		}
		if k := Kinds[kind]; (k.find == nil) == (k.Because == "") {
			t.Errorf("%s: say either how it is found or why not", kind)
		}
	}
}

var (
	resources = regexp.MustCompile(`(?m)^resource "([^"]+)"`)
	sources   = regexp.MustCompile(`(?m)^\s+source\s*=\s*"(\.[^"]+)"`)
)

// typesOf adds the types of a module's resources, and of those of the modules that it calls.
func typesOf(t *testing.T, folder string, types map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.tf")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no HCL: %v", folder, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range resources.FindAllStringSubmatch(string(text), -1) {
			types[found[1]] = true
		}
		for _, found := range sources.FindAllStringSubmatch(string(text), -1) {
			typesOf(t, filepath.Join(folder, found[1]), types)
		}
	}
}
