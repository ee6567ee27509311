// Package readers makes findings of what the linters and scanners write. A text that a tool wrote without having looked is an
// error: it must not pass for an answer of no findings.
package readers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"dagger/slipway/internal/gate"
)

// trivyReport is trivy's JSON report, as far as the gates need it.
type trivyReport struct{ Results []trivyResult }

type trivyResult struct {
	// Target is a path in the repository or the image. For packages of a distribution it is a description.
	Target, Class, Type string
	Packages            []trivyPackage
	Vulnerabilities     []struct {
		VulnerabilityID, PkgName, PkgPath, InstalledVersion, FixedVersion string
		Severity, Title, Description, PrimaryURL                          string
	}
	Secrets []struct {
		RuleID, Severity, Title string
		StartLine               int
	}
	Misconfigurations []struct {
		ID, Title, Message, Resolution, Severity, PrimaryURL, Status string
		CauseMetadata                                                struct {
			Resource  string
			StartLine int
		}
	}
	Licenses []trivyLicence
}

type trivyPackage struct {
	Name, Version, Relationship string
	Licenses                    []string
}

type trivyLicence struct{ Severity, Category, PkgName, Name, Link string }

func readTrivy(text []byte) (trivyReport, error) {
	var report trivyReport
	if err := json.Unmarshal(text, &report); err != nil {
		return report, fmt.Errorf("read what trivy found: %w", err)
	}
	return report, nil
}

// Trivy takes trivy's report on a service's image, or on the source where image is empty. What is said of
// licences is left to Licences. What a secret is appears nowhere.
func Trivy(image string, text []byte) ([]gate.Finding, error) {
	report, err := readTrivy(text)
	if err != nil {
		return nil, err
	}
	var findings []gate.Finding
	for _, result := range report.Results {
		for _, f := range result.findings() {
			f.Tool, f.Image = "trivy", image
			findings = append(findings, f)
		}
	}
	return findings, nil
}

func (r *trivyResult) findings() []gate.Finding {
	var findings []gate.Finding
	for _, v := range r.Vulnerabilities {
		f := gate.Finding{
			Gate: gate.Vulnerabilities, Rule: v.VulnerabilityID, Severity: gate.FromTool(v.Severity), Package: v.PkgName, Version: v.InstalledVersion,
			Message: cmp.Or(v.Title, firstSentence(v.Description), "a known vulnerability"), Remedy: "no version mends it yet", URL: v.PrimaryURL,
		}
		if v.FixedVersion != "" {
			f.Remedy = "take " + v.FixedVersion
		}
		if r.Class != "os-pkgs" {
			f.File = cmp.Or(v.PkgPath, r.Target)
		}
		findings = append(findings, f)
	}
	for _, s := range r.Secrets {
		findings = append(findings, gate.Finding{
			Gate: gate.Secrets, Rule: s.RuleID, Severity: gate.FromTool(s.Severity), File: strings.TrimPrefix(r.Target, "/"), Line: s.StartLine,
			Message: s.Title, Remedy: "revoke it, then give it as a secret and not as a file",
		})
	}
	for _, m := range r.Misconfigurations {
		if m.Status != "FAIL" {
			continue
		}
		message := cmp.Or(m.Message, m.Title)
		if m.CauseMetadata.Resource != "" {
			message = m.CauseMetadata.Resource + ": " + message
		}
		findings = append(findings, gate.Finding{
			Gate: gate.Misconfiguration, Rule: m.ID, Severity: gate.FromTool(m.Severity), File: r.Target, Line: m.CauseMetadata.StartLine,
			Message: message, Remedy: m.Resolution, URL: m.PrimaryURL,
		})
	}
	return findings
}

func firstSentence(text string) string {
	sentence, _, _ := strings.Cut(strings.TrimSpace(text), ". ")
	return sentence
}
