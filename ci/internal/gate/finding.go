// Package gate judges what the gates of a release find: the linters, the scanners, the policy, and what drifted. Whatever a tool finds is a
// Finding; people accept findings by an Allowance, in one file; Judge makes a Verdict of both, as of a day.
//
// Package readers makes findings of the tools' reports, and package rego of the policy's answer.
package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The gates, as an allowance names them.
const (
	Lint             = "lint"
	Secrets          = "secrets"
	Misconfiguration = "misconfiguration"
	Licences         = "licences"
	Vulnerabilities  = "vulnerabilities"
	Policy           = "policy"
	Drift            = "drift"
)

var gates = []string{Lint, Secrets, Misconfiguration, Licences, Vulnerabilities, Policy, Drift}

// platform tells a gate whose findings are resources of an environment from one that looks at source and images.
func platform(gate string) bool { return gate == Policy || gate == Drift }

// Finding is one thing that a tool found.
type Finding struct {
	Gate string `json:"gate"`
	Tool string `json:"tool"`
	// Rule is the tool's own name for it: "errcheck", "CVE-2026-1234", "nat-per-zone".
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// Image is the service in whose image it was found; empty for the source.
	Image string `json:"image,omitempty"`
	// Folder is where in the repository that service lies: "services/catalog".
	Folder string `json:"folder,omitempty"`
	// File is the path in the repository, or in the image. It may be empty.
	File string `json:"file,omitempty"`
	// Line counts from 1; 0 is the whole file.
	Line int `json:"line,omitempty"`
	// Package and Version are those of a vulnerable or licensed package.
	Package string `json:"package,omitempty"`
	Version string `json:"version,omitempty"`
	// Resource is an address in the plan, with its module's; Environment is the one that the plan is for.
	Resource    string `json:"resource,omitempty"`
	Environment string `json:"environment,omitempty"`
	Message     string `json:"message"`
	// Reason is why the rule exists, where the tool says so.
	Reason string `json:"reason,omitempty"`
	// Remedy says what to do, where the tool knows.
	Remedy string `json:"remedy,omitempty"`
	// URL is where the rule is explained.
	URL string `json:"url,omitempty"`
}

// Where is the place in words: "services/catalog/main.go:12", "image catalog, golang.org/x/text 0.3.0", or "module.vpc".
func (f Finding) Where() string {
	var parts []string
	if f.Image != "" {
		parts = append(parts, "image "+f.Image)
	}
	switch {
	case f.File != "" && f.Line > 0:
		parts = append(parts, fmt.Sprintf("%s:%d", f.File, f.Line))
	case f.File != "":
		parts = append(parts, f.File)
	}
	if f.Package != "" {
		parts = append(parts, strings.TrimSpace(f.Package+" "+f.Version))
	}
	if f.Resource != "" {
		parts = append(parts, f.Resource)
	}
	return strings.Join(parts, ", ")
}

// Sort puts the worst first, and the rest in an order that is the same each time.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Image, b.Image), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Tool, b.Tool), cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Message, b.Message),
		)
	})
}
