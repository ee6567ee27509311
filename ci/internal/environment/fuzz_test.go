package environment

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands in a file, Read ends, with a value that can be used or with faults that have a line of the file.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.tfvars", root + "terraform/environments/*.tfvars"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) < 3 {
			f.Fatalf("%s: %v, %v", pattern, paths, err)
		}
		for _, path := range paths {
			f.Add(contents(f, path))
		}
	}
	s := schema(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		env, err := Read("local", "local.tfvars", text, s)
		names := ServiceNames(text)
		if err == nil {
			if env.Project == "" || env.Region == "" || len(env.Services) == 0 || len(names) != len(env.Services) {
				t.Errorf("read %+v, services %v", env, names)
			}
			return
		}
		var settings *SettingsError
		if !errors.As(err, &settings) || len(settings.Problems) == 0 {
			t.Fatalf("got %T: %v", err, err)
		}
		lines, last := strings.Count(string(text), "\n")+1, 0
		for _, p := range settings.Problems {
			if p.Line < max(1, last) || p.Line > lines || p.Message == "" || p.File != "local.tfvars" {
				t.Errorf("%+v, of %d lines", p, lines)
			}
			last = p.Line
		}
	})
}
