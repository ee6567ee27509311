package main

import (
	"context"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
)

// Units runs the tests that need no engine.
//
// They are those of the packages of the module and of its tests, of the program that measures services, of the gateway of the emulator, of
// the bare-host engine, and of the tool that packs images.
// +check
func (t *Tests) Units(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for folder, packages := range map[string]string{
		"ci":                  "./internal/...",
		"ci/bench/measure":    "./...",
		"ci/emulator/gateway": "./...",
		"ci/engine":           "./...",
		"ci/tests":            "./internal/changelog ./internal/kills ./internal/nextstep ./internal/rights",
		"ci/tools":            "./retime",
	} {
		mounted, again := folder, ""
		if folder == "ci/tests" { // it reads the texts of the module's errors and what the emulator lists, files of which Go's cache of results knows nothing
			mounted, again = "ci", "-count=1 "
		}
		group.Go(func() error {
			_, err := t.golang().
				WithMountedDirectory("/src/"+mounted, t.Whole.Directory(mounted)).
				// Those of the module read the repository's own settings, workflows and texts, those of the bare-host engine run the scripts that
				// choose and count, and what measures services makes pages in the module's style.
				WithMountedDirectory("/src/terraform", t.Source.Directory("terraform")).
				WithMountedDirectory("/src/.github", t.Source.Directory(".github")).
				WithMountedFile("/src/README.md", t.Whole.File("README.md")).
				WithMountedFile("/src/ci/dagger", t.Whole.File("ci/dagger")).
				WithMountedFile("/src/ci/check.sh", t.Whole.File("ci/check.sh")).
				WithMountedFile("/src/ci/internal/report/page.css", t.Whole.File("ci/internal/report/page.css")).
				WithWorkdir("/src/" + folder).
				WithExec([]string{"sh", "-euc", "nice -n 10 flock /root/.cache/go-build/tests.lock go vet " + packages + " && nice -n 10 go test -vet=off " + again + packages}).
				Sync(ctx)
			return err
		})
	}
	return group.Wait()
}

// Emulator runs the tests of each gap that the emulator fills in moto.
// +check
func (t *Tests) Emulator(ctx context.Context) error {
	_, err := t.pytest(t.image("python:3.11-slim-bookworm")).
		WithExec([]string{"python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"}).
		Sync(ctx)
	return err
}

// pytest is a container that has Python, with the emulator and all that its tests want.
func (t *Tests) pytest(python *dagger.Container) *dagger.Container {
	return python.
		WithMountedCache("/root/.cache/pip", dag.CacheVolume("slipway-pip")).
		WithMountedFile("/requirements.txt", t.Whole.File("ci/emulator/requirements-dev.txt")).
		WithExec([]string{"python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
			"--require-hashes", "--only-binary=:all:", "--target", "/opt/packages", "-r", "/requirements.txt"}).
		WithMountedDirectory("/src", t.Whole.Directory("ci/emulator")).
		WithWorkdir("/src").
		WithEnvVariable("PYTHONPATH", "/opt/packages:/src")
}

func (t *Tests) golang() *dagger.Container {
	return t.image("golang:1.26-bookworm").
		WithEnvVariable("CGO_ENABLED", "0").
		WithEnvVariable("GOFLAGS", "-trimpath -buildvcs=false -gcflags=all=-dwarf=false").
		WithMountedCache("/go/pkg/mod", dag.CacheVolume("slipway-go-mod")).
		WithMountedCache("/root/.cache/go-build", dag.CacheVolume("slipway-go-build"))
}
