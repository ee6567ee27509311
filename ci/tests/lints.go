package main

import (
	"context"
	"fmt"
)

// faults are one for each tool of the verb lint. Where one lies decides what runs again: each is seen by its own tool alone.
var faults = map[string]string{
	"services/catalog/planted.go":     "package main\n\nimport \"os\"\n\nfunc init() {\n\tos.WriteFile(\"/tmp/started\", nil, 0o600)\n}\n",
	"terraform/modules/s3/planted.tf": "variable \"planted\" {\n  description = \"Nothing reads it.\"\n  type        = string\n}\n",
	unformatted:                       "output \"planted\" {\n  description = \"It is not aligned.\"\n  value = 1\n}\n",
	"services/greeting/Dockerfile":    "FROM debian:12\nRUN cd /tmp && touch started\n",
	".ci/planted":                     "#!/usr/bin/env bash\nset -e\nrm $1\n",
	".github/workflows/planted.yml":   planted,
	".slipway.yaml":                   "allowances:\n  - {gate: lint, rule: DL3006, reason: the base image moves slowly, expires: 2026-01-31}\n",
}

// unformatted is HCL that is valid, and not as terraform fmt writes it.
const unformatted = "terraform/modules/s3/unformatted.tf"

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
// Formatting is for lint alone to refuse. Then it breaks the settings of a tool: a linter that can't run is no pass.
// +check
func (t *Tests) Lints(ctx context.Context) error {
	source := t.Source
	for path, text := range faults {
		source = source.WithNewFile(path, text)
	}
	_, err := t.slipway(ctx, source).Lint(ctx)
	if err := refuses(err,
		"golangci-lint", "errcheck", "services/catalog/planted.go:6",
		"tflint", "terraform_unused_declarations", "terraform/modules/s3/planted.tf:1",
		"terraform fmt", "format", unformatted+":3", "run terraform fmt -recursive terraform",
		"hadolint", "DL3003", "services/greeting/Dockerfile:2",
		"shellcheck", "SC2086", ".ci/planted:3",
		"actionlint", "expression", ".github/workflows/planted.yml:8",
		"zizmor", "template-injection",
		"allowance of DL3006 expired on 2026-01-31",
	); err != nil {
		return fmt.Errorf("a fault for each tool: %w", err)
	}
	if err := t.slipway(ctx, t.Source.WithNewFile(unformatted, faults[unformatted])).Validate(ctx); err != nil {
		return fmt.Errorf("HCL that is only not formatted is valid: %w", err)
	}
	_, err = t.slipway(ctx, t.Source.
		WithNewFile(".golangci.yaml", "version: \"2\"\nlinters:\n  default: everything\n").
		WithNewFile("terraform/modules/s3/planted.tf", "variable \"planted\" {\n")).Lint(ctx)
	if err := refuses(err, "service catalog: golangci-lint could not run", "everything", "tflint could not run", "terraform fmt could not run", "terraform/modules/s3/planted.tf"); err != nil {
		return fmt.Errorf("tools that can't run: %w", err)
	}
	return nil
}

// PipelineLint holds the pipeline's own code against the rules of lint, which the verb does not see: it leaves the folder of a
// repository's own module out. Each Go module of it is looked at by itself, and the scripts.
// +check
func (t *Tests) PipelineLint(ctx context.Context) error {
	// What lies in dist replaces parts of Dagger's source, and compiles only there.
	out, err := t.slipway(ctx, t.Whole.WithoutDirectory("ci/engine/dist").WithoutFile("dagger.json")).Lint(ctx)
	if err != nil {
		return err
	}
	return wants(out, "module ci ", "module ci/engine ", "module ci/emulator/gateway ", "module ci/tests ", "clean")
}
