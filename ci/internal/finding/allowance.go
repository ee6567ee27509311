package finding

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/allowance"
)

// Gates are the names that an allowance can be for.
var Gates = []string{"lint", "secrets", "misconfiguration", "licences", "vulnerabilities"}

// Allowance accepts the findings of one rule, for a reason and until a day.
type Allowance struct {
	Gate string `yaml:"gate" json:"gate"`
	Rule string `yaml:"rule" json:"rule"`
	// File is a path, a folder and all in it, or a pattern as of path.Match. Without one it holds everywhere.
	File string `yaml:"file" json:"file,omitempty"`
	// Image is a service's; without one it holds for each.
	Image string `yaml:"image" json:"image,omitempty"`
	// Package is the name of one package; without one it holds for each.
	Package string `yaml:"package" json:"package,omitempty"`

	allowance.Term `yaml:",inline"`
}

// ReadAllowances takes the text of a file of allowances; an empty one allows nothing.
func ReadAllowances(file string, text []byte) ([]Allowance, error) {
	return allowance.Read(file, text, (*Allowance).check)
}

func (a *Allowance) check() error {
	if !slices.Contains(Gates, a.Gate) {
		return fmt.Errorf("gate %q is unknown: write one of %s", a.Gate, strings.Join(Gates, ", "))
	}
	if a.Rule == "" {
		return errors.New("rule is missing: write the rule as a finding names it")
	}
	if _, err := path.Match(a.File, ""); err != nil {
		return fmt.Errorf("file is %q: %w", a.File, err)
	}
	return a.Check()
}

func (a *Allowance) covers(f Finding) bool {
	return a.Gate == f.Gate && a.Rule == f.Rule && a.at(f.File) &&
		(a.Image == "" || a.Image == f.Image) && (a.Package == "" || a.Package == f.Package)
}

func (a *Allowance) at(file string) bool {
	if a.File == "" || file == a.File || strings.HasPrefix(file, strings.TrimSuffix(a.File, "/")+"/") {
		return true
	}
	matched, _ := path.Match(a.File, file)
	return matched
}

func (a *Allowance) String() string {
	text := a.Rule
	for _, part := range []string{a.Image, a.File, a.Package} {
		if part != "" {
			text += " in " + part
		}
	}
	return text
}
