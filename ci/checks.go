package main

import (
	"context"
	"errors"
	"strconv"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/lint"
	"dagger/slipway/internal/servicetest"
	"dagger/slipway/internal/stack"
)

// Test vets and tests each service, and once what services share, and prints a table of the counts and the coverage.
//
// A Go service is vetted as it ships and as it is tested, and tested with the race detector. A service with a Dockerfile is
// tested by building its stage named "test", where it has one. It fails with the name and the output of each test that
// failed. The reports (JUnit, coverage) are those of the function reports.
// +check
func (s *Slipway) Test(
	ctx context.Context,
	// Test this service alone, and what services share.
	// +optional
	service string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	results, err := s.test(ctx, service)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "BUILT FROM", "TESTS", "COVERAGE"}}
	for _, r := range results {
		rows = append(rows, []string{r.Name, r.From, r.Tests, r.Coverage})
	}
	return table(rows), nil
}

func (s *Slipway) test(ctx context.Context, service string) ([]*servicetest.Result, error) {
	repo := s.repository()
	services, err := repo.Select(ctx, service)
	if err != nil {
		return nil, err
	}
	return servicetest.Run(ctx, repo, services)
}

// Lint holds the source against the rules of its kinds of files, side by side, and prints a table of the tools.
//
// golangci-lint looks at each Go service, at what they share, and at other Go modules; terraform fmt and tflint at terraform/,
// hadolint at Dockerfiles, shellcheck at shell scripts, actionlint and zizmor at GitHub's workflows. Settings of the repository
// (.golangci.yaml, .tflint.hcl, .hadolint.yaml, .shellcheckrc, .github/actionlint.yaml, .github/zizmor.yml) are heeded. It
// fails with the file, the line and the rule of each finding that .slipway.yaml does not allow, and where a tool could not run.
// +cache="never"
// +check
func (s *Slipway) Lint(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	verdict, rows, err := lint.Run(ctx, s.repository())
	text := [][]string{{"TOOL", "WHAT", "FILES", "RESULT"}}
	for _, r := range rows {
		text = append(text, []string{r.Tool, r.What, strconv.Itoa(r.Files), r.Result})
	}
	return table(text) + verdict.Text(), errors.Join(err, verdict.Err())
}

// Validate checks the settings of all environments, and that the HCL of both stacks is valid.
//
// It needs neither credentials nor an emulator.
// It fails with the file and the line. How the HCL is formatted is for lint to say.
// +check
func (s *Slipway) Validate(ctx context.Context) (err error) {
	defer engineerror.Tidy(&err)
	if err := s.repository().CheckSettings(ctx); err != nil {
		return err
	}
	return stack.Validate(ctx, s.repository())
}
