// Package finding is what the gates find, in one form for all their tools: who found it, by which rule, where, how bad it is
// and what to do. Whether it stands is decided by Judge, and how it is shown by Text, JSON and SARIF.
package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Finding is one thing that a tool found.
type Finding struct {
	// Gate is the one that asked the tool: "lint", "secrets", "misconfiguration", "licences" or "vulnerabilities".
	Gate string `json:"gate"`
	Tool string `json:"tool"`
	// Rule is the tool's own name for it: "errcheck", "CVE-2026-1234", "AVD-AWS-0086".
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// Image is the service in whose image it was found; empty for the source.
	Image string `json:"image,omitempty"`
	// File is the path in the repository, or in the image. It may be empty.
	File string `json:"file,omitempty"`
	// Line counts from 1; 0 is the whole file.
	Line int `json:"line,omitempty"`
	// Package and Version are those of a vulnerable or licensed package.
	Package string `json:"package,omitempty"`
	Version string `json:"version,omitempty"`
	Message string `json:"message"`
	// Fix says what to do, where the tool knows.
	Fix string `json:"fix,omitempty"`
	// URL is where the rule is explained.
	URL string `json:"url,omitempty"`
}

// Where is the place in words: "services/catalog/main.go:12", or "image catalog, golang.org/x/text 0.3.0".
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
	return strings.Join(parts, ", ")
}

// Sort puts the worst first, and the rest in an order that is the same each time.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Image, b.Image), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Tool, b.Tool), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message),
		)
	})
}
