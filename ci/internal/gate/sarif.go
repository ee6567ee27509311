package gate

import (
	"bytes"
	"fmt"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// SARIF writes the verdicts as a SARIF 2.1.0 log for code scanning, a run for each gate and tool. What is allowed is there
// too, as suppressed, with its reason.
//
// Code scanning wants a place in the source: a finding in an image is at the folder of its service, one in a plan at terraform.
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
		for _, r := range v.Refused {
			add(r.Finding, nil)
		}
		for _, f := range v.Below {
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
	if f.Resource != "" {
		message = f.Environment + ", " + f.Resource + ": " + message
	}
	if f.Remedy != "" {
		message += "\nFix: " + f.Remedy
	}
	uri := f.File
	switch {
	case f.Image != "":
		uri = f.Folder
	case uri == "" && f.Resource != "":
		uri = "terraform"
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
	"opa":           "https://www.openpolicyagent.org",
	"shellcheck":    "https://www.shellcheck.net",
	"terraform fmt": "https://developer.hashicorp.com/terraform/cli/commands/fmt",
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
