package provenance

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	ones, twos, threes = strings.Repeat("1", 64), strings.Repeat("2", 64), strings.Repeat("3", 64)
	commit             = strings.Repeat("c", 40)
)

func build() Build {
	return Build{
		Service: "cart", Path: "services/cart", Kind: "Go", Digest: "sha256:" + ones,
		Source: twos, Commit: commit, GoSum: threes, Bases: []Base{{"golang:1.26", "sha256:" + threes}}, Engine: "v0.21.8",
	}
}

// The names are those of in-toto's Statement v1 and of SLSA's provenance v1.
func TestStatement(t *testing.T) {
	text, err := build().Statement()
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	sha := func(hex string) any { return map[string]any{"sha256": hex} }
	want := map[string]any{
		"_type":         "https://in-toto.io/Statement/v1",
		"subject":       []any{map[string]any{"name": "cart", "digest": sha(ones)}},
		"predicateType": "https://slsa.dev/provenance/v1",
		"predicate": map[string]any{
			"buildDefinition": map[string]any{
				"buildType":          "urn:slipway:build:v1",
				"externalParameters": map[string]any{"service": "cart", "path": "services/cart", "kind": "Go"},
				"resolvedDependencies": []any{
					map[string]any{"name": "source", "digest": sha(twos)},
					map[string]any{"name": "commit", "digest": map[string]any{"gitCommit": commit}},
					map[string]any{"name": "go.sum", "digest": sha(threes)},
					map[string]any{"name": "golang:1.26", "digest": sha(threes)},
				},
			},
			"runDetails": map[string]any{
				"builder": map[string]any{"id": "urn:slipway:pipeline", "version": map[string]any{"dagger": "v0.21.8"}},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again, err := build().Statement()
	if err != nil || !bytes.Equal(text, again) {
		t.Errorf("the same build gives %s and %s, %v", text, again, err)
	}
}

func TestStatementOfLess(t *testing.T) {
	b := build()
	b.Commit, b.GoSum, b.Bases = "", "", nil
	text, err := b.Statement()
	if err != nil {
		t.Fatal(err)
	}
	for _, absent := range []string{"commit", "go.sum", "golang"} {
		if strings.Contains(string(text), absent) {
			t.Errorf("%s is in %s", absent, text)
		}
	}
}

func TestStatementRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Build){
		"half a digest":      func(b *Build) { b.Digest = "sha256:1234" },
		"no source":          func(b *Build) { b.Source = "" },
		"a base without one": func(b *Build) { b.Bases = []Base{{"golang:1.26", ""}} },
	} {
		b := build()
		spoil(&b)
		if text, err := b.Statement(); err == nil || !strings.Contains(err.Error(), "service cart") {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
}
