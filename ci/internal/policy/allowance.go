package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Allowance accepts the findings of one rule, for a reason and until a day.
type Allowance struct {
	Rule string `yaml:"rule"`
	// Environment is the one that it holds for.
	Environment string `yaml:"environment"`
	// Address is a resource, or a module and all in it. Without one it holds for the whole environment.
	Address string `yaml:"address"`
	Reason  string `yaml:"reason"`
	// Expires is the last day on which it holds, as 2027-01-31, in UTC.
	Expires string `yaml:"expires"`

	last time.Time
}

// AllowanceError is an entry that can't be used.
type AllowanceError struct {
	File   string
	Entry  int // from 1
	Reason string
}

func (e *AllowanceError) Error() string {
	return fmt.Sprintf("%s: allowance %d: %s", e.File, e.Entry, e.Reason)
}

// ReadAllowances takes the text of a file of allowances; an empty one allows nothing.
func ReadAllowances(file string, text []byte, rules []Rule) ([]Allowance, error) {
	var content struct {
		Allowances []Allowance `yaml:"allowances"`
	}
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&content)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s can't be read: %w", file, err)
	}
	for i := range content.Allowances {
		a := &content.Allowances[i]
		if err := a.check(rules); err != nil {
			return nil, &AllowanceError{File: file, Entry: i + 1, Reason: err.Error()}
		}
	}
	return content.Allowances, nil
}

func (a *Allowance) check(rules []Rule) error {
	if !slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == a.Rule }) {
		return fmt.Errorf("rule %q is unknown: write the id of a rule, as a finding names it", a.Rule)
	}
	if a.Environment == "" {
		return errors.New("environment is missing: write the one that it holds for")
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

func (a *Allowance) covers(f Finding, environment string) bool {
	if a.Rule != f.ID || a.Environment != environment {
		return false
	}
	rest, found := strings.CutPrefix(f.Address, a.Address)
	return a.Address == "" || found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (a *Allowance) expired(today time.Time) bool {
	return today.UTC().Truncate(24 * time.Hour).After(a.last)
}
