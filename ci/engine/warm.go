package main

import (
	"context"
	"os"
	"path/filepath"
)

// warmArtefact fills a module cache and a build cache with what every Dagger
// module compiles, so that the first call of a new engine need not: they are the
// lowest layer of the caches that the Go SDK keeps.
func warmArtefact(s *Settings, root *artefact) (*artefact, error) {
	recipe, err := hashTree(filepath.Join(s.Source, "warm.go"), filepath.Join(s.Source, "warm"))
	if err != nil {
		return nil, err
	}
	return &artefact{
		name:  "warm",
		key:   []string{s.GoVersion, recipe},
		needs: []*artefact{root},
		build: func(ctx context.Context, dir string) error { return buildWarm(s, root.dir(s), dir) },
	}, nil
}

func buildWarm(s *Settings, root, dir string) error {
	mod, cache := filepath.Join(dir, "mod"), filepath.Join(dir, "build")
	for _, d := range []string{mod, cache} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return err
		}
	}
	binds := []bind{{mod, "/go/pkg/mod"}, {cache, "/root/.cache/go-build"}, {filepath.Join(s.Source, "warm"), "/src/ci"}}
	// As the SDK does it: the same flags, or the cache would miss.
	for _, args := range [][]string{
		{"/usr/local/go/bin/go", "build", "-C", "/src/ci", "-o", "/tmp/runtime", "-ldflags", "-s -w", "."},
	} {
		if err := s.inBuildRoot(root, dir, []string{"CGO_ENABLED=0", "GOFLAGS=-mod=readonly"}, binds, args); err != nil {
			return err
		}
	}
	return os.RemoveAll(filepath.Join(dir, "scratch"))
}
