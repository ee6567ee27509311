package readers

import (
	"encoding/json"
	"fmt"
	"regexp"

	"dagger/slipway/internal/gate"
)

// Shellcheck takes what `shellcheck --format=json1` prints.
func Shellcheck(text []byte) ([]gate.Finding, error) {
	var report struct {
		Comments []struct {
			File    string `json:"file"`
			Line    int    `json:"line"`
			Level   string `json:"level"`
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"comments"`
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return nil, fmt.Errorf("read what shellcheck found: %w", err)
	}
	if report.Comments == nil {
		return nil, fmt.Errorf("read what shellcheck found: it has no list of comments")
	}
	var findings []gate.Finding
	for _, c := range report.Comments {
		f := gate.Finding{Gate: gate.Lint, Tool: "shellcheck", File: c.File, Line: c.Line, Message: c.Message}
		findings = append(findings, ofShellcheck(f, fmt.Sprintf("SC%d", c.Code), c.Level))
	}
	return findings, nil
}

func ofShellcheck(f gate.Finding, rule, level string) gate.Finding {
	f.Rule, f.Severity, f.URL = rule, gate.FromTool(level), "https://www.shellcheck.net/wiki/"+rule
	return f
}

// scripted is how actionlint reports what shellcheck found in a `run:`.
var scripted = regexp.MustCompile(`^shellcheck reported issue in this script: (SC\d+):(\w+):(.*)$`)

// Actionlint takes what `actionlint -format '{{json .}}'` prints. It rates nothing but what shellcheck told it.
func Actionlint(text []byte) ([]gate.Finding, error) {
	var problems []struct {
		Message string `json:"message"`
		File    string `json:"filepath"`
		Line    int    `json:"line"`
		Kind    string `json:"kind"`
	}
	if err := json.Unmarshal(text, &problems); err != nil {
		return nil, fmt.Errorf("read what actionlint found: %w", err)
	}
	if problems == nil {
		return nil, fmt.Errorf("read what actionlint found: it is no list")
	}
	var findings []gate.Finding
	for _, p := range problems {
		f := gate.Finding{Gate: gate.Lint, Tool: "actionlint", Rule: p.Kind, Severity: gate.High, File: p.File, Line: p.Line, Message: p.Message}
		if part := scripted.FindStringSubmatch(p.Message); part != nil {
			f.Message = "script:" + part[3]
			f = ofShellcheck(f, part[1], part[2])
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// coded is a message that begins with the code of its check, as those of staticcheck and revive do.
var coded = regexp.MustCompile(`^([A-Z]+\d+): `)

// Golangci takes the SARIF of golangci-lint. It names the linter alone, and one like staticcheck has a hundred checks:
// an allowance is for one of them, "staticcheck/SA4006".
func Golangci(text []byte) ([]gate.Finding, error) {
	findings, err := SARIF("golangci-lint", text)
	for i, f := range findings {
		if code := coded.FindStringSubmatch(f.Message); code != nil {
			findings[i].Rule = f.Rule + "/" + code[1]
		}
	}
	return findings, err
}
