package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/tests/internal/dagger"
)

// faults are one for each tool of the verb lint. Where one lies decides what runs again: each is seen by its own tool alone.
var faults = map[string]string{
	"services/catalog/planted.go":     "package main\n\nimport \"os\"\n\nfunc init() {\n\tos.WriteFile(\"/tmp/started\", nil, 0o600)\n}\n",
	"terraform/modules/s3/planted.tf": "variable \"planted\" {\n  description = \"Nothing reads it.\"\n  type        = string\n}\n",
	"services/greeting/Dockerfile":    "FROM debian:12\nRUN cd /tmp && touch started\n",
	".ci/planted":                     "#!/usr/bin/env bash\nset -e\nrm $1\n",
	".github/workflows/planted.yml":   planted,
	".slipway.yaml":                   "allowances:\n  - {gate: lint, rule: DL3006, reason: the base image moves slowly, expires: 2026-01-31}\n",
}

// planted lets whoever opens a pull request run what its title says.
const planted = `name: planted
on: pull_request
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
`

// Lints plants a fault for each tool of lint, and an allowance whose time is over: each is named with file, line and rule.
//
// Then it breaks the settings of a tool: a linter that can't run is no pass.
// +check
func (t *Tests) Lints(ctx context.Context) error {
	source := t.Source
	for path, text := range faults {
		source = source.WithNewFile(path, text)
	}
	_, err := t.slipway(source).Lint(ctx)
	if err := refuses(err,
		"golangci-lint", "errcheck", "services/catalog/planted.go:6",
		"tflint", "terraform_unused_declarations", "terraform/modules/s3/planted.tf:1",
		"hadolint", "DL3003", "services/greeting/Dockerfile:2",
		"shellcheck", "SC2086", ".ci/planted:3",
		"actionlint", "expression", ".github/workflows/planted.yml:8",
		"zizmor", "template-injection",
		"allowance of DL3006 expired on 2026-01-31",
	); err != nil {
		return fmt.Errorf("a fault for each tool: %w", err)
	}
	_, err = t.slipway(t.Source.
		WithNewFile(".golangci.yaml", "version: \"2\"\nlinters:\n  default: everything\n").
		WithNewFile("terraform/modules/s3/planted.tf", "variable \"planted\" {\n")).Lint(ctx)
	if err := refuses(err, "service catalog: golangci-lint could not run", "everything", "tflint could not run", "terraform/modules/s3/planted.tf"); err != nil {
		return fmt.Errorf("tools that can't run: %w", err)
	}
	return nil
}

// PipelineLint holds the pipeline's own code against the rules of lint: what is in ci/, which the module does not see.
//
// Its Go modules are looked at each by itself. Its scripts are shown to the module under another name, with the Dockerfiles
// and the rest: a repository without a kind of file is no error.
// +check
func (t *Tests) PipelineLint(ctx context.Context) error {
	var failures []error
	for _, module := range []string{"ci", "ci/emulator/gateway", "ci/engine", "ci/tests"} {
		failures = append(failures, t.lintModule(ctx, module))
	}
	scripts := t.Source.Directory("ci").Filter(dagger.DirectoryFilterOpts{Include: []string{"dagger", "**/*.sh", "**/Dockerfile"}})
	out, err := t.slipway(t.Source.WithDirectory(".pipeline", scripts)).Lint(ctx)
	if err == nil {
		err = wants(out, "hadolint", "none", "clean")
	}
	return errors.Join(append(failures, err)...)
}

// lintModule runs golangci-lint as the verb does it, with the same settings.
func (t *Tests) lintModule(ctx context.Context, folder string) error {
	tool := t.golang().
		WithMountedDirectory("/src", t.Source.Directory("ci/tools/golangci-lint")).
		WithWorkdir("/src").
		WithExec([]string{"go", "build", "-ldflags", "-s -w", "-o", "/out/golangci-lint", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"}).
		File("/out/golangci-lint")
	// The modules below are no part of it.
	source := t.Source.Directory(folder).
		Filter(dagger.DirectoryFilterOpts{Exclude: []string{"emulator", "engine", "tests", "tools"}}).
		WithFile(".golangci.yaml", t.Source.File("ci/lint/golangci.yaml"))
	_, err := t.golang().
		WithFile("/usr/local/bin/golangci-lint", tool).
		WithMountedCache("/root/.cache/golangci-lint", dag.CacheVolume("slipway-golangci-lint")).
		WithMountedDirectory("/src", source).
		WithWorkdir("/src").
		WithExec([]string{"golangci-lint", "run", "--show-stats=false", "--max-issues-per-linter=0", "--max-same-issues=0", "./..."}).
		Sync(ctx)
	if err == nil {
		return nil
	}
	if exec, ok := errors.AsType[*dagger.ExecError](err); ok {
		return fmt.Errorf("%s: golangci-lint (exit code %d):\n%s%s", folder, exec.ExitCode, exec.Stdout, exec.Stderr)
	}
	return fmt.Errorf("%s: golangci-lint: %w", folder, err)
}
