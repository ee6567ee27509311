package main

import (
	"context"
	"fmt"
	"slices"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/lintable"
)

// small has the linters that are one program without dependencies, and at /src the files that they are asked about: a change
// of any other file leaves the answer in the cache.
func (s *Slipway) small(files ...[]string) *dagger.Container {
	return s.base(pythonImage).
		WithMountedDirectory("/opt/tools", s.pythonTools(asset("tools/python").File("requirements.txt"))).
		WithEnvVariable("PATH", "/opt/tools/bin:${PATH}", dagger.ContainerWithEnvVariableOpts{Expand: true}).
		WithMountedDirectory("/src", s.Source.Filter(dagger.DirectoryFilterOpts{Include: slices.Concat(files...)})).
		WithWorkdir("/src")
}

// scripts are the shell scripts that only their first line shows as such.
func (s *Slipway) scripts(ctx context.Context) ([]string, error) {
	const firstLines = `exec find . -name .git -prune -o -type f -exec awk 'FNR == 1 { if (/^#!/) print FILENAME "\t" $0; nextfile }' {} +`
	out, err := s.base(pythonImage).
		WithMountedDirectory("/src", s.Source).
		WithWorkdir("/src").
		WithExec([]string{"sh", "-euc", firstLines}).
		Stdout(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for shell scripts: %w", err)
	}
	return lintable.Scripts(out), nil
}

func (s *Slipway) hadolint(ctx context.Context, files lintable.Files) ([]gate.Finding, error) {
	ctr := s.small(files.Dockerfiles, []string{".hadolint.yaml", ".hadolint.yml"})
	text, err := lintReport(ctx, ctr, "hadolint", 0, append([]string{"hadolint", "--no-fail", "--format=sarif"}, files.Dockerfiles...)...)
	if err != nil {
		return nil, err
	}
	return readers.SARIF("hadolint", text)
}

func (s *Slipway) shellcheck(ctx context.Context, files lintable.Files) ([]gate.Finding, error) {
	ctr := s.small(files.Scripts, []string{".shellcheckrc"})
	text, err := lintReport(ctx, ctr, "shellcheck", 1, append([]string{"shellcheck", "--format=json1"}, files.Scripts...)...)
	if err != nil {
		return nil, err
	}
	return readers.Shellcheck(text)
}

// actionlint asks shellcheck about each `run:`, too. It finds its settings and local actions where .git says that a
// repository begins.
func (s *Slipway) actionlint(ctx context.Context, files lintable.Files) ([]gate.Finding, error) {
	ctr := s.small(files.Workflows, files.Actions, []string{".github/actionlint.yaml", ".github/actionlint.yml", ".shellcheckrc"}).
		WithFile("/usr/local/bin/actionlint", s.loneTool("actionlint", "github.com/rhysd/actionlint/cmd/actionlint")).
		WithMountedDirectory("/src/.git", dag.Directory())
	text, err := lintReport(ctx, ctr, "actionlint", 1, append([]string{"actionlint", "-shellcheck=shellcheck", "-format", "{{json .}}"}, files.Workflows...)...)
	if err != nil {
		return nil, err
	}
	return readers.Actionlint(text)
}

// zizmor looks for ways into the workflows, offline: it asks GitHub nothing.
func (s *Slipway) zizmor(ctx context.Context, files lintable.Files) ([]gate.Finding, error) {
	ctr := s.small(files.Workflows, files.Actions, []string{".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml"})
	text, err := lintReport(ctx, ctr, "zizmor", 0, "zizmor", "--offline", "--no-exit-codes", "--no-progress", "--quiet", "--format=sarif", ".")
	if err != nil {
		return nil, err
	}
	return readers.SARIF("zizmor", text)
}
