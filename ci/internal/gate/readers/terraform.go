package readers

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dagger/slipway/internal/gate"
)

// hunk is the head of a part of a unified diff: "@@ -1,4 +1,4 @@".
var hunk = regexp.MustCompile(`^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@`)

// TerraformFormat takes what `terraform fmt -check -diff` prints of files that it would write otherwise: a finding for each, at
// the first line that differs. Paths begin in folder.
func TerraformFormat(folder string, text []byte) ([]gate.Finding, error) {
	var findings []gate.Finding
	file, line := "", 0
	for row := range strings.Lines(string(text)) {
		row = strings.TrimRight(row, "\n")
		if name, found := strings.CutPrefix(row, "+++ new/"); found {
			file, line = name, 0
			continue
		}
		if head := hunk.FindStringSubmatch(row); head != nil && line == 0 {
			first, err := strconv.Atoi(head[1])
			if err != nil {
				return nil, fmt.Errorf("read what terraform fmt found: %w", err)
			}
			line = max(1, first)
			continue
		}
		switch {
		case file == "" || line == 0:
		case strings.HasPrefix(row, "-"), strings.HasPrefix(row, "+"):
			findings = append(findings, gate.Finding{
				Gate: gate.Lint, Tool: "terraform fmt", Rule: "format", Severity: gate.Low, File: folder + "/" + file, Line: line,
				Message: "it is not formatted, from this line on", Remedy: "run terraform fmt -recursive " + folder,
				URL: "https://developer.hashicorp.com/terraform/cli/commands/fmt",
			})
			file = ""
		default:
			line++
		}
	}
	if len(findings) == 0 && strings.TrimSpace(string(text)) != "" {
		return nil, errors.New("read what terraform fmt found: it names files and has no difference of them")
	}
	return findings, nil
}
