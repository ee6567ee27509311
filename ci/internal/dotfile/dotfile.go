// Package dotfile reads .slipway.yaml, the file at the top of a repository that says what its code does not: which findings
// people accept, and how a service is built where that is not usual.
package dotfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
)

// Name is the file's.
const Name = ".slipway.yaml"

// Error is a part of the file that can't be used.
type Error struct {
	// Line counts from 1; 0 is the whole file.
	Line   int
	Reason string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", Name, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", Name, e.Line, e.Reason)
}

// Decode reads the file strictly: a key that content has no field for may be a misspelt one. The reader of one key has a field of
// type any for those of others. keys says what may be written in its place.
func Decode(text []byte, content any, keys string) error {
	documents := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField())
	if err := documents.Decode(content); err != nil && !errors.Is(err, io.EOF) {
		return libraryError(err, keys)
	}
	if err := documents.Decode(new(any)); !errors.Is(err, io.EOF) {
		return &Error{Reason: "it has a second document, after ---, which would not be read: write all into one"}
	}
	return nil
}

// libraryError is what the YAML library says, without its excerpt of the file.
func libraryError(err error, keys string) error {
	var at yaml.Error
	if !errors.As(err, &at) {
		return &Error{Reason: err.Error()}
	}
	e := &Error{Reason: at.GetMessage()}
	if unknown := (*yaml.UnknownFieldError)(nil); errors.As(err, &unknown) {
		e.Reason += ": write " + keys
	}
	if token := at.GetToken(); token != nil && token.Position != nil {
		e.Line = token.Position.Line
	}
	return e
}
