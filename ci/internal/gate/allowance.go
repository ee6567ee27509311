package gate

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Allowance accepts the findings of one rule of one gate, for a reason and until a day.
type Allowance struct {
	Gate string `yaml:"gate" json:"gate"`
	Rule string `yaml:"rule" json:"rule"`
	// Image is a service's; without one it holds for each.
	Image string `yaml:"image" json:"image,omitempty"`
	// File is a path, a folder and all in it, or a pattern as of path.Match. Without one it holds everywhere.
	File string `yaml:"file" json:"file,omitempty"`
	// Package is the name of one package; without one it holds for each.
	Package string `yaml:"package" json:"package,omitempty"`
	// Environment is the one whose plans it holds for. Those of the policy and of drift must have it.
	Environment string `yaml:"environment" json:"environment,omitempty"`
	// Resource is an address in the plan, or a module's and all in it. Without one it holds for the whole environment.
	Resource string `yaml:"resource" json:"resource,omitempty"`
	Reason   string `yaml:"reason" json:"reason"`
	// Expires is the last day on which it holds, as 2027-01-31, in UTC.
	Expires string `yaml:"expires" json:"expires"`

	line int
	last time.Time
}

// check refuses what can't be meant. It sets the end, without which an allowance is over.
func (a *Allowance) check() error {
	if !slices.Contains(gates, a.Gate) {
		return fmt.Errorf("gate %q is unknown: write one of %s", a.Gate, strings.Join(gates, ", "))
	}
	if a.Rule == "" {
		return errors.New("rule is missing: write the rule as a finding names it")
	}
	if err := a.checkLimits(); err != nil {
		return err
	}
	if len(strings.Fields(a.Reason)) < 3 {
		return fmt.Errorf("reason is %q: write why the finding is acceptable, so that the next reader can judge it", a.Reason)
	}
	last, err := time.Parse(time.DateOnly, a.Expires)
	if err != nil {
		return fmt.Errorf("expires is %q: write the last day on which it holds, for example 2027-01-31", a.Expires)
	}
	a.last = last
	return nil
}

// checkLimits refuses a limit that no finding of the gate can meet: the allowance would look as if it held.
func (a *Allowance) checkLimits() error {
	if _, err := path.Match(a.File, ""); err != nil {
		return fmt.Errorf("file is %q: %w", a.File, err)
	}
	none, others := [][2]string{{"environment", a.Environment}, {"resource", a.Resource}}, "image, file or package"
	if platform(a.Gate) {
		none, others = [][2]string{{"image", a.Image}, {"file", a.File}, {"package", a.Package}}, "environment and resource"
	}
	for _, limit := range none {
		if limit[1] != "" {
			return fmt.Errorf("%s says nothing about a finding of the gate %s: limit it by %s", limit[0], a.Gate, others)
		}
	}
	if platform(a.Gate) && a.Environment == "" {
		return errors.New("environment is missing: write the one that it holds for")
	}
	return nil
}

// expired says whether its last day is over.
func (a *Allowance) expired(now time.Time) bool {
	return now.UTC().Truncate(24 * time.Hour).After(a.last)
}

func (a *Allowance) covers(f Finding) bool {
	return a.Gate == f.Gate && a.Rule == f.Rule && a.coversFile(f.File) && a.coversResource(f.Resource) &&
		(a.Image == "" || a.Image == f.Image) && (a.Package == "" || a.Package == f.Package) &&
		(a.Environment == "" || a.Environment == f.Environment)
}

func (a *Allowance) coversFile(file string) bool {
	if a.File == "" || file == a.File || strings.HasPrefix(file, strings.TrimSuffix(a.File, "/")+"/") {
		return true
	}
	matched, _ := path.Match(a.File, file)
	return matched
}

func (a *Allowance) coversResource(address string) bool {
	rest, found := strings.CutPrefix(address, a.Resource)
	return a.Resource == "" || found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (a *Allowance) String() string {
	text := a.Rule
	for _, part := range []string{a.Image, a.File, a.Package, a.Environment} {
		if part != "" {
			text += " in " + part
		}
	}
	if a.Resource != "" {
		text += " at " + a.Resource
	}
	return text
}
