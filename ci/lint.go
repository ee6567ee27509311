package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/lintable"
)

// Lint holds the source against the rules of its kinds of files, side by side, and prints a table of the tools.
//
// golangci-lint looks at each Go service and other Go module, tflint at terraform/, hadolint at Dockerfiles, shellcheck at shell scripts,
// actionlint and zizmor at GitHub's workflows. Settings of the repository (.golangci.yaml, .tflint.hcl, .hadolint.yaml,
// .shellcheckrc, .github/actionlint.yaml, .github/zizmor.yml) are heeded. It fails with the file, the line and the rule
// of each finding that .slipway.yaml does not allow, and where a tool could not run.
// +cache="never"
// +check
func (s *Slipway) Lint(ctx context.Context) (string, error) {
	verdict, rows, err := s.lint(ctx)
	return table(rows) + verdict.Text(), errors.Join(err, verdict.Err())
}

// linter is one tool on the files of one kind. It does not run where there are none.
type linter struct {
	tool, what string
	files      int
	find       func(context.Context) ([]gate.Finding, error)
}

// lint is what all linters found, and a table of them. With an error, the verdict is on what the others found.
func (s *Slipway) lint(ctx context.Context) (gate.Verdict, [][]string, error) {
	linters, err := s.linters(ctx)
	if err != nil {
		return gate.Verdict{}, nil, err
	}
	found, failures := beside(linters, allAtOnce, func(l linter) ([]gate.Finding, error) {
		if l.files == 0 {
			return nil, nil
		}
		return l.find(ctx)
	})
	rows := [][]string{{"TOOL", "WHAT", "FILES", "RESULT"}}
	for i, l := range linters {
		result := "clean"
		switch {
		case l.files == 0:
			result = "none"
		case failures[i] != nil:
			result = "could not run"
		case len(found[i]) > 0:
			result = fmt.Sprintf("%d found", len(found[i]))
		}
		rows = append(rows, []string{l.tool, l.what, strconv.Itoa(l.files), result})
	}
	all := slices.Concat(found...)
	gate.Sort(all)
	// What services share is looked at with each of them.
	verdict, err := s.verdict(ctx, gate.Lint, slices.Compact(all), gate.Low)
	return verdict, rows, errors.Join(errors.Join(failures...), err)
}

func (s *Slipway) linters(ctx context.Context) ([]linter, error) {
	services, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	paths, err := s.Source.Glob(ctx, "**")
	if err != nil {
		return nil, fmt.Errorf("list the source: %w", err)
	}
	files := lintable.Of(paths)
	scripts, err := s.scripts(ctx)
	if err != nil {
		return nil, err
	}
	files.Scripts = append(files.Scripts, scripts...)
	slices.Sort(files.Scripts)
	files.Scripts = slices.Compact(files.Scripts)

	code, err := s.goCode(ctx, services, files)
	if err != nil {
		return nil, err
	}
	var linters []linter
	for _, c := range code {
		l, err := s.golangci(ctx, c)
		if err != nil {
			return nil, err
		}
		if l.files > 0 || c.folder == "" { // a module without Go code is a list of tools
			linters = append(linters, l)
		}
	}
	return append(linters,
		linter{"tflint", "terraform/", len(files.HCL), func(ctx context.Context) ([]gate.Finding, error) { return s.tflint(ctx, files) }},
		linter{"hadolint", "Dockerfiles", len(files.Dockerfiles), func(ctx context.Context) ([]gate.Finding, error) { return s.hadolint(ctx, files) }},
		linter{"shellcheck", "shell scripts", len(files.Scripts), func(ctx context.Context) ([]gate.Finding, error) { return s.shellcheck(ctx, files) }},
		linter{"actionlint", "workflows", len(files.Workflows), func(ctx context.Context) ([]gate.Finding, error) { return s.actionlint(ctx, files) }},
		linter{"zizmor", "workflows, actions", len(files.Workflows) + len(files.Actions), func(ctx context.Context) ([]gate.Finding, error) { return s.zizmor(ctx, files) }},
	), nil
}

// lintReport is what a linter wrote. Its command ends with 0, or with another code that says that it found something; any
// other end is a failure of the tool, and an answer that it may have given counts for nothing.
func lintReport(ctx context.Context, ctr *dagger.Container, tool string, found int, command ...string) ([]byte, error) {
	const file = "/report"
	run := intoFile(ctr, file, command...)
	code, err := run.ExitCode(ctx)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", tool, err)
	}
	text, err := run.File(file).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what %s found: %w", tool, err)
	}
	if code == 0 || code == found {
		return []byte(text), nil
	}
	why, err := run.Stderr(ctx)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", tool, err)
	}
	if strings.TrimSpace(why) == "" {
		why = complaints(tool, text)
	}
	return nil, failed(tool+" could not run", code, why)
}

// complaints are the messages of a report by a tool that tells its own failures there.
func complaints(tool, text string) string {
	findings, err := readers.SARIF(tool, []byte(text))
	if err != nil || len(findings) == 0 {
		return text
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.TrimSpace(f.Where()+" "+f.Message))
	}
	return strings.Join(lines, "\n")
}
