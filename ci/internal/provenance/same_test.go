package provenance

import "testing"

func TestSameBuild(t *testing.T) {
	statement := func(change func(*Build)) []byte {
		t.Helper()
		b := build()
		change(&b)
		text, err := b.Statement()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	ours := statement(func(*Build) {})
	for _, c := range []struct {
		name  string
		other []byte
		same  bool
	}{
		{"itself", ours, true},
		{"another commit", statement(func(b *Build) { b.Commit = ones[:40] }), true},
		{"no commit", statement(func(b *Build) { b.Commit = "" }), true},
		{"another engine", statement(func(b *Build) { b.Engine = "v0.22.0" }), true},
		{"another source", statement(func(b *Build) { b.Source = ones }), false},
		{"another image", statement(func(b *Build) { b.Digest = "sha256:" + twos }), false},
		{"another base", statement(func(b *Build) { b.Bases[0].Digest = twos }), false},
		{"another statement", []byte(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://spdx.dev/Document","predicate":{}}`), false},
		{"an empty predicate", []byte(`{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","predicate":{}}`), false},
		{"no statement", []byte("x"), false},
	} {
		if same := SameBuild(c.other, ours); same != c.same {
			t.Errorf("%s: %v", c.name, same)
		}
	}
	if SameBuild([]byte("x"), []byte("x")) {
		t.Error("what is no provenance is the same build")
	}
}
