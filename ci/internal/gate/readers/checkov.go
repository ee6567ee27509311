package readers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"dagger/slipway/internal/gate"
)

// checkovRules explains the rules; checkov tells the page of each only to those who let it ask its makers.
const checkovRules = "https://www.checkov.io/5.Policy%20Index/terraform.html"

type checkovReport struct {
	Results struct {
		Failed []struct {
			ID        string `json:"check_id"`
			Name      string `json:"check_name"`
			File      string `json:"file_path"`
			Lines     []int  `json:"file_line_range"`
			Resource  string `json:"resource"`
			Severity  string `json:"severity"`
			Guideline string `json:"guideline"`
		} `json:"failed_checks"`
		// Unread are files, by their paths in the container.
		Unread []string `json:"parsing_errors"`
	} `json:"results"`
}

// Checkov takes checkov's JSON report: one object, a list of them, or, where there was nothing to look at, only counts.
// It rates no rule without an account, so that each counts as high.
func Checkov(text []byte) ([]gate.Finding, error) {
	var reports []checkovReport
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("[")) {
		text = bytes.Join([][]byte{[]byte("["), text, []byte("]")}, nil)
	}
	if err := json.Unmarshal(text, &reports); err != nil {
		return nil, fmt.Errorf("read what checkov found: %w", err)
	}
	var findings []gate.Finding
	for _, report := range reports {
		if unread := report.Results.Unread; len(unread) > 0 {
			return nil, fmt.Errorf("checkov could not read %s: run validate; where that finds nothing wrong, the file has an expression that checkov's own parser "+
				"lacks, such as a line that begins with ?: write it on one line", strings.ReplaceAll(strings.Join(unread, ", "), "/src/", ""))
		}
		for _, c := range report.Results.Failed {
			f := gate.Finding{
				Gate: gate.Misconfiguration, Tool: "checkov", Rule: c.ID, Severity: gate.FromTool(c.Severity), File: strings.TrimPrefix(c.File, "/"),
				Message: c.Resource + ": " + c.Name, URL: cmp.Or(c.Guideline, checkovRules),
			}
			if len(c.Lines) > 0 {
				f.Line = c.Lines[0]
			}
			findings = append(findings, f)
		}
	}
	return findings, nil
}
