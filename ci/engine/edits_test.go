package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEditApply(t *testing.T) {
	const text = "a\n// cut from here\nb\nfunc until() {}\nc\n"
	for name, c := range map[string]struct {
		edit edit
		want string
	}{
		"replace":        {edit{from: "b", with: "x"}, "a\n// cut from here\nx\nfunc until() {}\nc\n"},
		"cut up to text": {edit{from: "// cut", until: "func until"}, "a\nfunc until() {}\nc\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.edit.apply(text)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// A new dagger whose text differs must stop the build, and say where.
func TestEditApplyRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		edit edit
		want string
	}{
		"not there":         {edit{file: "core/x.go", from: "missing"}, `"missing" stands there 0 times`},
		"there twice":       {edit{file: "core/x.go", from: "twice"}, `"twice" stands there 2 times`},
		"its end not there": {edit{file: "core/x.go", from: "once", until: "never"}, `"never" does not follow "once"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.edit.apply("twice twice once")
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "core/x.go") {
				t.Errorf("got %v, want the file and %s", err, c.want)
			}
		})
	}
}

func TestApplyEditsNamesAFileThatIsGone(t *testing.T) {
	err := applyEdits(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), edits[0].file) {
		t.Errorf("got %v, want %s", err, edits[0].file)
	}
}

func TestWriteLayerIsReproducible(t *testing.T) {
	digests := map[string]bool{}
	for range 2 {
		dir := t.TempDir()
		for _, f := range []string{"b/two", "a/one"} {
			path := filepath.Join(dir, "tree", f)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(f), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		tar := filepath.Join(dir, "layer.tar")
		if err := writeLayer(tar, entry{from: filepath.Join(dir, "tree"), to: "/usr/local/tree"}); err != nil {
			t.Fatal(err)
		}
		layer, err := layerFromTar(tar)
		if err != nil {
			t.Fatal(err)
		}
		digest, err := layer.Digest()
		if err != nil {
			t.Fatal(err)
		}
		digests[digest.String()] = true
	}
	if len(digests) != 1 {
		t.Errorf("the same files, made at two times, have the digests %v", digests)
	}
}
