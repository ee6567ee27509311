package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/finding"
	"dagger/slipway/internal/lintable"
)

// golangciService looks at a service with what it shares, and so does not run again when another service changed.
func (s *Slipway) golangciService(ctx context.Context, turn *sync.Mutex, service *workload) (linter, error) {
	packages, err := service.packages(ctx)
	if err != nil {
		return linter{}, err
	}
	return s.golangci(ctx, turn, "service "+service.Name, service.inputs, packages)
}

// golangciTests looks at the Go tests of the infrastructure.
func (s *Slipway) golangciTests(ctx context.Context, turn *sync.Mutex) (linter, error) {
	inputs := s.Source.Filter(dagger.DirectoryFilterOpts{Include: []string{"go.mod", "go.sum", "terraform/tests"}})
	return s.golangci(ctx, turn, "terraform/tests", inputs, []string{"./terraform/tests/..."})
}

// golangci takes turns: a run uses all cores and leaves in its caches what the next one needs of the same dependencies.
func (s *Slipway) golangci(ctx context.Context, turn *sync.Mutex, what string, inputs *dagger.Directory, packages []string) (linter, error) {
	l := linter{tool: "golangci-lint", what: what}
	for _, pattern := range packages {
		files, err := inputs.Glob(ctx, strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "...")+"**/*.go")
		if err != nil {
			return l, fmt.Errorf("%s: list its Go files: %w", what, err)
		}
		l.files += len(files)
	}
	source, err := s.withSettings(ctx, inputs, "golangci.yaml", ".golangci.yaml", ".golangci.yml", ".golangci.toml", ".golangci.json")
	if err != nil {
		return l, err
	}
	l.find = func(ctx context.Context) ([]finding.Finding, error) {
		turn.Lock()
		defer turn.Unlock()
		ctr := s.golang().
			WithFile("/usr/local/bin/golangci-lint", s.goTool("golangci-lint", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint")).
			// Its answers are kept by the content of a package, of all that it imports, of the settings and of the tool itself.
			WithMountedCache("/root/.cache/golangci-lint", dag.CacheVolume("slipway-golangci-lint")).
			WithMountedDirectory("/src", source).
			WithWorkdir("/src")
		text, err := lintReport(ctx, ctr, "golangci-lint", 0, append([]string{"golangci-lint", "run", "--show-stats=false", "--issues-exit-code=0",
			"--max-issues-per-linter=0", "--max-same-issues=0", "--output.text.path=stderr", "--output.sarif.path=stdout"}, packages...)...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		return finding.ReadGolangci("lint", text)
	}
	return l, nil
}

// tflint looks at each folder of terraform/ that has HCL, with Terraform's own rules. A plugin that the repository's
// settings name is installed as they pin it.
func (s *Slipway) tflint(ctx context.Context, files lintable.Files) ([]finding.Finding, error) {
	source, err := s.withSettings(ctx, s.Source.Filter(dagger.DirectoryFilterOpts{Include: files.HCL}), "tflint.hcl", ".tflint.hcl")
	if err != nil {
		return nil, err
	}
	const settings = "--config=/src/.tflint.hcl"
	ctr := s.base(terraformImage).
		WithFile("/usr/local/bin/tflint", s.goTool("tflint", "github.com/terraform-linters/tflint")).
		WithMountedFile("/src/.tflint.hcl", source.File(".tflint.hcl")).
		WithWorkdir("/src").
		WithExec([]string{"tflint", "--init", settings}, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, ctr, "the plugins of .tflint.hcl could not be installed"); err != nil {
		return nil, err
	}
	text, err := lintReport(ctx, ctr.WithMountedDirectory("/src", source), "tflint", 0,
		"tflint", settings, "--recursive", "--force", "--no-color", "--format=sarif")
	if err != nil {
		return nil, err
	}
	return finding.ReadSARIF("lint", "tflint", text)
}

// withSettings adds the settings of a linter to what it looks at: the repository's, or else those of lint/.
func (s *Slipway) withSettings(ctx context.Context, source *dagger.Directory, ours string, theirs ...string) (*dagger.Directory, error) {
	for _, name := range theirs {
		there, err := s.Source.Exists(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("look for %s: %w", name, err)
		}
		if there {
			return source.WithFile(name, s.Source.File(name)), nil
		}
	}
	return source.WithFile(theirs[0], asset("lint").File(ours)), nil
}
