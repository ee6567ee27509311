package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/allowance"
)

// Allowance accepts the findings of one rule, for a reason and until a day.
type Allowance struct {
	Rule string `yaml:"rule"`
	// Environment is the one that it holds for.
	Environment string `yaml:"environment"`
	// Address is a resource, or a module and all in it. Without one it holds for the whole environment.
	Address string `yaml:"address"`

	allowance.Term `yaml:",inline"`
}

// ReadAllowances takes the text of a file of allowances; an empty one allows nothing.
func ReadAllowances(file string, text []byte, rules []Rule) ([]Allowance, error) {
	return allowance.Read(file, text, func(a *Allowance) error { return a.check(rules) })
}

func (a *Allowance) check(rules []Rule) error {
	if !slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == a.Rule }) {
		return fmt.Errorf("rule %q is unknown: write the id of a rule, as a finding names it", a.Rule)
	}
	if a.Environment == "" {
		return errors.New("environment is missing: write the one that it holds for")
	}
	return a.Check()
}

func (a *Allowance) covers(f Finding, environment string) bool {
	if a.Rule != f.ID || a.Environment != environment {
		return false
	}
	rest, found := strings.CutPrefix(f.Address, a.Address)
	return a.Address == "" || found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
