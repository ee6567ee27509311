package readers

import (
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"dagger/slipway/internal/gate"
)

// SARIF takes a linter's SARIF log. A log of no run, or of one that did not succeed, is an error: nothing was looked at.
func SARIF(tool string, text []byte) ([]gate.Finding, error) {
	report, err := sarif.FromBytes(text)
	if err != nil {
		return nil, fmt.Errorf("read what %s found: %w", tool, err)
	}
	if len(report.Runs) == 0 {
		return nil, fmt.Errorf("read what %s found: its log has no run", tool)
	}
	var findings []gate.Finding
	for _, run := range report.Runs {
		for _, call := range run.Invocations {
			if call.ExecutionSuccessful != nil && !*call.ExecutionSuccessful {
				return nil, fmt.Errorf("read what %s found: its log says that it did not succeed", tool)
			}
		}
		for _, result := range run.Results {
			id := deref(result.RuleID)
			f := gate.Finding{Gate: gate.Lint, Tool: tool, Rule: strings.TrimPrefix(id, tool+"/"), Severity: severityOf(result.Level)}
			if result.Message != nil {
				f.Message = deref(result.Message.Text)
			}
			if len(result.Locations) > 0 && result.Locations[0].PhysicalLocation != nil {
				place := result.Locations[0].PhysicalLocation
				if place.ArtifactLocation != nil {
					f.File = deref(place.ArtifactLocation.URI)
				}
				if place.Region != nil && place.Region.StartLine != nil {
					f.Line = *place.Region.StartLine
				}
			}
			if run.Tool != nil && run.Tool.Driver != nil {
				for _, rule := range run.Tool.Driver.Rules {
					if deref(rule.ID) == id {
						f.URL = deref(rule.HelpURI)
					}
				}
			}
			findings = append(findings, f)
		}
	}
	return findings, nil
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// severityOf is a result's level; without one, SARIF says that it is a warning.
func severityOf(level string) gate.Severity {
	switch level {
	case "error":
		return gate.High
	case "note", "none":
		return gate.Low
	default:
		return gate.Medium
	}
}
