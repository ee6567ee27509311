// Package hcltest reads what `terraform test -json` says, and what the tests of a
// module ask for.
package hcltest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Result counts the tests of one folder.
type Result struct {
	Passed int
	// Refusals are the runs that expect a refusal.
	Refusals int
}

// FailedError is a test run in which something failed.
type FailedError struct {
	Failed   int
	Problems []string
}

func (e *FailedError) Error() string {
	return fmt.Sprintf("tests failed: %d\n%s", e.Failed, strings.Join(e.Problems, "\n"))
}

// line is one message of `terraform test -json`; the messages are those of
// Terraform's machine-readable UI.
type line struct {
	Message    string `json:"@message"`
	Run        string `json:"@testrun"`
	Type       string `json:"type"`
	Diagnostic struct {
		Severity string `json:"severity"`
		Summary  string `json:"summary"`
		Detail   string `json:"detail"`
		Range    struct {
			Filename string `json:"filename"`
			Start    struct {
				Line int `json:"line"`
			} `json:"start"`
		} `json:"range"`
	} `json:"diagnostic"`
	Summary struct {
		Status string `json:"status"`
		Passed int    `json:"passed"`
		Failed int    `json:"failed"`
		Errors int    `json:"errored"`
	} `json:"test_summary"`
}

// Read takes the whole output. A run that failed is a FailedError with what
// Terraform said of it; an output without a summary, or one that tested nothing,
// is an error too.
func Read(text []byte) (Result, error) {
	var result Result
	var problems []string
	var summary *line
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			problems = append(problems, lines.Text())
			continue
		}
		switch {
		case l.Type == "diagnostic" && l.Diagnostic.Severity == "error":
			d := l.Diagnostic
			problems = append(problems, fmt.Sprintf("%s: %s:%d: %s: %s", l.Run, d.Range.Filename, d.Range.Start.Line, d.Summary, d.Detail))
		case l.Type == "test_summary":
			summary = &l
		}
	}
	if summary == nil {
		return result, fmt.Errorf("terraform test ended without a summary:\n%s\nMend what it names, and run `terraform-test` again", strings.Join(problems, "\n"))
	}
	result.Passed = summary.Summary.Passed
	if failed := summary.Summary.Failed + summary.Summary.Errors; failed > 0 || summary.Summary.Status != "pass" {
		return result, &FailedError{Failed: failed, Problems: problems}
	}
	if result.Passed == 0 {
		return result, errors.New("terraform test ran no test: write one, in tests/NAME.tftest.hcl of that folder")
	}
	return result, nil
}

// Refusals counts the runs of a .tftest.hcl file that expect a refusal.
func Refusals(text string) int {
	file, diags := hclsyntax.ParseConfig([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return 0 // Terraform will say what is wrong with it
	}
	count := 0
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		if _, expects := block.Body.Attributes["expect_failures"]; block.Type == "run" && expects {
			count++
		}
	}
	return count
}
