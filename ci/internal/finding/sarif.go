package finding

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// SARIF writes the verdicts as a SARIF 2.1.0 log for code scanning, a run for each gate and tool. What is allowed is there
// too, as suppressed, with its reason.
//
// Code scanning wants a place in the source: a finding in an image is at the folder of its service.
func SARIF(verdicts ...Verdict) ([]byte, error) {
	report := sarif.NewReport()
	for _, v := range verdicts {
		runs := map[string]*sarif.Run{}
		add := func(f Finding, suppression *sarif.Suppression) {
			run := runs[f.Tool]
			if run == nil {
				run = newRun(f.Tool)
				run.AutomationDetails = sarif.NewRunAutomationDetails().WithID("slipway/" + v.Gate + "/" + f.Tool + "/")
				runs[f.Tool] = run
				report.AddRun(run)
			}
			addResult(run, f, suppression)
		}
		for _, f := range append(append([]Finding(nil), v.Refused...), v.Below...) {
			add(f, nil)
		}
		for _, a := range v.Allowed {
			add(a.Finding, sarif.NewSuppression().WithKind("external").WithStatus("accepted").
				WithJustification(a.Allowance.Reason+" (until "+a.Allowance.Expires+")"))
		}
	}
	if len(report.Runs) == 0 { // code scanning closes old alerts by a run without results
		report.AddRun(newRun("slipway"))
	}
	var text bytes.Buffer
	if err := report.PrettyWrite(&text); err != nil {
		return nil, fmt.Errorf("write SARIF: %w", err)
	}
	return text.Bytes(), nil
}

func addResult(run *sarif.Run, f Finding, suppression *sarif.Suppression) {
	rule := run.AddRule(f.Rule).WithDescription(f.Rule).
		WithProperties(sarif.NewPropertyBag().Add("security-severity", score(f.Severity)).WithTags([]string{f.Gate}))
	if f.URL != "" {
		rule.WithHelpURI(f.URL)
	}
	message := f.Message
	if f.Package != "" {
		message = f.Package + " " + f.Version + ": " + message
	}
	if f.Fix != "" {
		message += "\nFix: " + f.Fix
	}
	uri := f.File
	if f.Image != "" {
		uri = "services/" + f.Image
	}
	place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri))
	place.WithRegion(sarif.NewSimpleRegion(max(1, f.Line), max(1, f.Line)))
	result := run.CreateResultForRule(f.Rule).
		WithLevel(level(f.Severity)).
		WithMessage(sarif.NewTextMessage(message)).
		WithLocations([]*sarif.Location{sarif.NewLocationWithPhysicalLocation(place)})
	if suppression != nil {
		result.AddSuppression(suppression)
	}
}

// ReadSARIF takes a tool's SARIF log. A log of no run, or of one that did not succeed, is an error: nothing was looked at.
func ReadSARIF(gate, tool string, text []byte) ([]Finding, error) {
	report, err := sarif.FromBytes(text)
	if err != nil {
		return nil, fmt.Errorf("read what %s found: %w", tool, err)
	}
	if len(report.Runs) == 0 {
		return nil, fmt.Errorf("read what %s found: its log has no run", tool)
	}
	var findings []Finding
	for _, run := range report.Runs {
		for _, call := range run.Invocations {
			if call.ExecutionSuccessful != nil && !*call.ExecutionSuccessful {
				return nil, fmt.Errorf("read what %s found: its log says that it did not succeed", tool)
			}
		}
		for _, result := range run.Results {
			id := deref(result.RuleID)
			f := Finding{Gate: gate, Tool: tool, Rule: strings.TrimPrefix(id, tool+"/"), Severity: severityOf(result.Level)}
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
func severityOf(level string) Severity {
	switch level {
	case "error":
		return High
	case "note", "none":
		return Low
	default:
		return Medium
	}
}

func level(s Severity) string {
	switch s {
	case Critical, High:
		return "error"
	case Medium:
		return "warning"
	default:
		return "note"
	}
}

// score is what code scanning sorts by: from 9 it shows critical, from 7 high, from 4 medium.
func score(s Severity) string {
	switch s {
	case Critical:
		return "9.5"
	case High:
		return "8.0"
	case Medium:
		return "5.5"
	default:
		return "2.0"
	}
}

var homes = map[string]string{
	"actionlint":    "https://github.com/rhysd/actionlint",
	"checkov":       "https://www.checkov.io",
	"golangci-lint": "https://golangci-lint.run",
	"hadolint":      "https://github.com/hadolint/hadolint",
	"shellcheck":    "https://www.shellcheck.net",
	"tflint":        "https://github.com/terraform-linters/tflint",
	"trivy":         "https://trivy.dev",
	"zizmor":        "https://docs.zizmor.sh",
}

func newRun(tool string) *sarif.Run {
	driver := sarif.NewToolComponent().WithName(tool)
	if home, known := homes[tool]; known {
		driver.WithInformationURI(home)
	}
	return sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver))
}
