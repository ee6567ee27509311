package main

import (
	"context"
	"errors"
	"strconv"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/lint"
)

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
