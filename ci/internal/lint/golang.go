package lint

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// code are the linters of the repository's Go code: each package is looked at once, a service's without those that services
// share. A change of one service leaves the answers on the others in the cache.
func (c *checker) code(ctx context.Context) ([]linter, error) {
	services, err := c.Services(ctx)
	if err != nil {
		return nil, err
	}
	var linters []linter
	for _, s := range services {
		if s.Kind == discover.Go {
			linters = append(linters, c.golangci("service "+s.Name, "", c.folder(s.Path), s.Inputs, c.goFiles(s.Path)))
		}
	}
	if n := c.goFiles(repository.SharedCode); n > 0 {
		shared, err := c.Shared(ctx, services)
		if err != nil {
			return nil, err
		}
		linters = append(linters, c.golangci(repository.SharedCode, "", c.folder(repository.SharedCode), shared, n))
	}
	const tests = "terraform/tests"
	linters = append(linters, c.golangci(tests, "", place{packages: tests}, c.Files("go.mod", "go.sum", tests), c.goFiles(tests)))
	for _, folder := range c.kinds.Modules {
		if folder == repository.SharedCode || slices.ContainsFunc(services, func(s *repository.Service) bool { return s.Kind == discover.Go && s.Path == folder }) {
			continue // it was looked at above
		}
		var below []string
		for _, other := range c.kinds.Modules {
			if strings.HasPrefix(other, folder+"/") {
				below = append(below, other)
			}
		}
		n := c.goFiles(folder, below...)
		switch {
		case n == 0: // a list of tools
		case slices.Contains(c.paths, repository.Workspace): // it may import another module of it
			linters = append(linters, c.golangci("module "+folder, "", place{run: folder}, c.Source, n))
		default:
			inputs := c.Source.Directory(folder).Filter(dagger.DirectoryFilterOpts{Exclude: relative(folder, below)})
			linters = append(linters, c.golangci("module "+folder, folder, place{packages: "."}, inputs, n))
		}
	}
	return linters, nil
}

func relative(folder string, paths []string) []string {
	var all []string
	for _, p := range paths {
		all = append(all, strings.TrimPrefix(p, folder+"/"))
	}
	return all
}

// goFiles counts the Go files in a folder, less some folders.
func (c *checker) goFiles(folder string, without ...string) (n int) {
	for _, p := range c.paths {
		if path.Ext(p) == ".go" && in(folder, p) && !inAny(without, p) {
			n++
		}
	}
	return n
}

func in(folder, p string) bool { return folder == "." || strings.HasPrefix(p, folder+"/") }

func inAny(folders []string, p string) bool {
	for _, folder := range folders {
		if in(folder, p) {
			return true
		}
	}
	return false
}

// place is a folder that golangci-lint is run in, and one below it with the packages. Go finds the module from the first.
type place struct{ run, packages string }

// folder is where the packages of a folder are looked at: in the folder of their module, which may be the top.
func (c *checker) folder(packages string) place {
	for module := packages; module != "."; module = path.Dir(module) {
		if slices.Contains(c.kinds.Modules, module) {
			return place{run: module, packages: strings.TrimPrefix(packages, module)}
		}
	}
	return place{packages: packages}
}

// golangci looks at the packages of a place. The module is a folder of the repository, where inputs are not all of it.
func (c *checker) golangci(what, module string, at place, inputs *dagger.Directory, files int) linter {
	source := c.withSettings(inputs, "golangci.yaml", ".golangci.yaml", ".golangci.yml", ".golangci.toml", ".golangci.json")
	return linter{"golangci-lint", what, files, func(ctx context.Context) ([]gate.Finding, error) {
		ctr := c.Box.Go(toolbox.Tests).
			WithFile("/usr/local/bin/golangci-lint", c.Box.SeparateTool("golangci-lint", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint")).
			// Its answers are kept by the content of a package, of all that it imports, of the settings and of the tool itself.
			WithMountedCache("/root/.cache/golangci-lint", dag.CacheVolume("slipway-golangci-lint")).
			WithMountedDirectory("/src", source).
			WithWorkdir(path.Join("/src", at.run))
		text, err := report(ctx, ctr, "golangci-lint", 0, toolbox.OneAtATime(toolbox.Heavy, "golangci-lint", "run",
			"--show-stats=false", "--issues-exit-code=0", "--max-issues-per-linter=0", "--max-same-issues=0",
			"--output.text.path=stderr", "--output.sarif.path=stdout", "./"+path.Join(at.packages, "..."))...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		findings, err := readers.Golangci(text)
		for i := range findings {
			findings[i].File = path.Join(module, findings[i].File)
		}
		return findings, err
	}}
}
