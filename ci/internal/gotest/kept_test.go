package gotest

import "testing"

func TestCutKept(t *testing.T) {
	for _, c := range []struct{ printed, rest, name string }{
		{"\nevents.aB3\n", "", "events.aB3"},
		{"events.aB3", "", "events.aB3"},
		{"go: downloading x v1\n\nevents.aB3\n", "go: downloading x v1", "events.aB3"},
		{"events.first\nevents.last\n", "events.first", "events.last"},
		{"signal: killed\n", "signal: killed\n", ""},
		{"events.aB3\nsignal: killed\n", "events.aB3\nsignal: killed\n", ""},
		{"\nevents.../etc/passwd\n", "\nevents.../etc/passwd\n", ""},
		{"", "", ""},
	} {
		if rest, name := CutKept(c.printed); rest != c.rest || name != c.name {
			t.Errorf("%q: got %q and %q", c.printed, rest, name)
		}
	}
}
