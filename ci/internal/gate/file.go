package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// File has the allowances of a repository, at its top. The policy had its own in formerFile.
const (
	File       = ".slipway.yaml"
	formerFile = "terraform/policy/allowances.yaml"
)

// FileError is a part of File that can't be used.
type FileError struct {
	// Line counts from 1; 0 is the whole file.
	Line   int
	Reason string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", File, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", File, e.Line, e.Reason)
}

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

func parse(text []byte) ([]Allowance, error) {
	var content struct {
		Allowances []entry `yaml:"allowances"`
	}
	documents := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField())
	if err := documents.Decode(&content); err != nil && !errors.Is(err, io.EOF) {
		return nil, fileError(err)
	}
	if err := documents.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, &FileError{Reason: "it has a second document, after ---, which would not be read: write one list of allowances"}
	}
	var allowances []Allowance
	for i, e := range content.Allowances {
		if e.line == 0 {
			return nil, &FileError{Reason: fmt.Sprintf("allowance %d is empty", i+1)}
		}
		if err := e.check(); err != nil {
			return nil, &FileError{Line: e.line, Reason: err.Error()}
		}
		allowances = append(allowances, e.Allowance)
	}
	return allowances, nil
}

// fileError is what the YAML library says, without its excerpt of the file.
func fileError(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) {
		return &FileError{Reason: err.Error()}
	}
	e := &FileError{Reason: at.GetMessage()}
	if unknown := (*yaml.UnknownFieldError)(nil); errors.As(err, &unknown) {
		e.Reason += ": write a list named allowances, of gate, rule, image, file, package, environment, resource, reason and expires"
	}
	if token := at.GetToken(); token != nil && token.Position != nil {
		e.Line = token.Position.Line
	}
	return e
}

// CheckRules refuses the first allowance of a gate for a rule that the gate does not have. Only the policy's rules are listed.
func CheckRules(gate string, rules []string, allowances []Allowance) error {
	for _, a := range allowances {
		if a.Gate == gate && !slices.Contains(rules, a.Rule) {
			return &FileError{Line: a.line, Reason: fmt.Sprintf("rule %q is unknown: write the id of a rule, as a finding names it", a.Rule)}
		}
	}
	return nil
}
