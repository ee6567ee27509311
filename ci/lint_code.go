package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/lintable"
)

// goCode is what golangci-lint looks at in one run: packages of one Go module.
type goCode struct {
	what     string
	folder   string // of the module in the repository, with a slash at its end, or empty
	inputs   *dagger.Directory
	packages []string
}

// goCode lists the Go code of the repository. A service is looked at with what it shares, and so not again when another
// service changed.
func (s *Slipway) goCode(ctx context.Context, services []*workload, files lintable.Files) ([]goCode, error) {
	var all []goCode
	for _, service := range services {
		if service.Kind != discover.Go {
			continue
		}
		packages, err := service.packages(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, goCode{"service " + service.Name, "", service.inputs, packages})
	}
	all = append(all, goCode{"terraform/tests", "", s.Source.Filter(dagger.DirectoryFilterOpts{Include: []string{"go.mod", "go.sum", "terraform/tests"}}),
		[]string{"./terraform/tests/..."}})
	for _, folder := range files.Modules {
		var below []string
		for _, other := range files.Modules {
			if rest, inside := strings.CutPrefix(other, folder+"/"); inside {
				below = append(below, rest)
			}
		}
		inputs := s.Source.Directory(folder).Filter(dagger.DirectoryFilterOpts{Exclude: below})
		all = append(all, goCode{"module " + folder, folder + "/", inputs, []string{"./..."}})
	}
	return all, nil
}

// golangci is the linter of some Go code.
func (s *Slipway) golangci(ctx context.Context, code goCode) (linter, error) {
	l := linter{tool: "golangci-lint", what: code.what}
	for _, pattern := range code.packages {
		files, err := code.inputs.Glob(ctx, strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "...")+"**/*.go")
		if err != nil {
			return l, fmt.Errorf("%s: list its Go files: %w", code.what, err)
		}
		l.files += len(files)
	}
	source, err := s.withSettings(ctx, code.inputs, "golangci.yaml", ".golangci.yaml", ".golangci.yml", ".golangci.toml", ".golangci.json")
	if err != nil {
		return l, err
	}
	l.find = func(ctx context.Context) ([]gate.Finding, error) {
		ctr := s.golang().
			WithFile("/usr/local/bin/golangci-lint", s.loneTool("golangci-lint", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint")).
			// Its answers are kept by the content of a package, of all that it imports, of the settings and of the tool itself.
			WithMountedCache("/root/.cache/golangci-lint", dag.CacheVolume("slipway-golangci-lint")).
			WithMountedDirectory("/src", source).
			WithWorkdir("/src")
		text, err := lintReport(ctx, ctr, "golangci-lint", 0, inTurn(tools, append([]string{"golangci-lint", "run", "--show-stats=false", "--issues-exit-code=0",
			"--max-issues-per-linter=0", "--max-same-issues=0", "--output.text.path=stderr", "--output.sarif.path=stdout"}, code.packages...)...)...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", code.what, err)
		}
		findings, err := readers.Golangci(text)
		for i := range findings {
			findings[i].File = code.folder + findings[i].File
		}
		return findings, err
	}
	return l, nil
}

// tflint looks at each folder of terraform/ that has HCL, with Terraform's own rules. A plugin that the repository's
// settings name is installed as they pin it.
func (s *Slipway) tflint(ctx context.Context, files lintable.Files) ([]gate.Finding, error) {
	source, err := s.withSettings(ctx, s.Source.Filter(dagger.DirectoryFilterOpts{Include: files.HCL}), "tflint.hcl", ".tflint.hcl")
	if err != nil {
		return nil, err
	}
	const settings = "--config=/src/.tflint.hcl"
	ctr := s.base(terraformImage).
		WithFile("/usr/local/bin/tflint", s.lessOf("tflint")).
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
	return readers.SARIF("tflint", text)
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
