package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"dagger/slipway/internal/dotfile"
)

// File has the allowances of a repository, at its top. The policy had its own in formerFile.
const (
	File       = dotfile.Name
	formerFile = "terraform/policy/allowances.yaml"
)

// FormerFileError is a repository that has its policy's allowances where nothing reads them any more.
type FormerFileError struct{}

func (*FormerFileError) Error() string {
	return fmt.Sprintf(`%s is no longer read: the allowances of all gates are in %s, at the top of the repository.
Move its entries there, under "allowances:", with "gate: %s" in each and "resource" in the place of "address". Then:
  git rm %s`, formerFile, File, Policy, formerFile)
}

// ReadAllowances takes the allowances of a repository, whose files it gets by open. Where there is no file, nothing is allowed:
// open must then return fs.ErrNotExist.
func ReadAllowances(open func(file string) ([]byte, error)) ([]Allowance, error) {
	_, err := open(formerFile)
	if err == nil {
		return nil, &FormerFileError{}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", formerFile, err)
	}
	text, err := open(File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", File, err)
	}
	return parse(text)
}

// entry is an allowance that knows its line.
type entry struct{ Allowance }

// UnmarshalYAML is strict: a key that an allowance does not have may be a misspelt limit.
func (e *entry) UnmarshalYAML(node ast.Node) error {
	if err := yaml.NodeToValue(node, &e.Allowance, yaml.DisallowUnknownField()); err != nil {
		return err
	}
	e.line = node.GetToken().Position.Line
	return nil
}

const allowanceKeys = "allowances and services at the top, and of an allowance gate, rule, image, file, package, environment, " +
	"resource, reason and expires"

func parse(text []byte) ([]Allowance, error) {
	var content struct {
		Allowances []entry `yaml:"allowances"`
		Services   any     `yaml:"services"`
	}
	if err := dotfile.Decode(text, &content, allowanceKeys); err != nil {
		return nil, err
	}
	var allowances []Allowance
	for i, e := range content.Allowances {
		if e.line == 0 {
			return nil, &dotfile.Error{Reason: fmt.Sprintf("allowance %d is empty", i+1)}
		}
		if err := e.check(); err != nil {
			return nil, &dotfile.Error{Line: e.line, Reason: err.Error()}
		}
		allowances = append(allowances, e.Allowance)
	}
	return allowances, nil
}

// CheckRules refuses the first allowance of a gate for a rule that the gate does not have. Only those of the policy and of drift are listed.
func CheckRules(gate string, rules []string, allowances []Allowance) error {
	for _, a := range allowances {
		if a.Gate == gate && !slices.Contains(rules, a.Rule) {
			return &dotfile.Error{Line: a.line, Reason: fmt.Sprintf("rule %q is unknown: write the id of a rule, as a finding names it", a.Rule)}
		}
	}
	return nil
}
