// Package engineerror makes errors of the Dagger engine readable. It knows their texts alone, so that it can be tested
// without an engine.
package engineerror

import (
	"errors"
	"strings"
)

// Clean is the error with a text that a person can read. It leaves errors alone that are not of the engine.
//
// Without it Dagger drops what was said around an error of the engine: of an error that wraps a GraphQL error (by %w) it
// reports the GraphQL error's message only. So the result has no Unwrap; errors.Is and errors.As find the original.
func Clean(err error) error {
	if joined := parts(err); joined != nil {
		for i, part := range joined {
			joined[i] = Clean(part)
		}
		return errors.Join(joined...)
	}
	// Both kinds of the generated client (a GraphQL error, an ExecError) carry GraphQL's extensions.
	var engine interface {
		error
		Extensions() map[string]any
	}
	if err == nil || !errors.As(err, &engine) {
		return err
	}
	return &cleaned{original: err, text: Text(err.Error())}
}

type cleaned struct {
	original error
	text     string
}

func (e *cleaned) Error() string        { return e.text }
func (e *cleaned) Is(target error) bool { return errors.Is(e.original, target) }
func (e *cleaned) As(target any) bool   { return errors.As(e.original, target) }

// parts are the errors that errors.Join put together, if the error is such a one. An error of fmt.Errorf with several %w
// has words of its own and is none.
func parts(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var texts []string
	all := append([]error(nil), joined.Unwrap()...)
	for _, part := range all {
		texts = append(texts, part.Error())
	}
	if err.Error() != strings.Join(texts, "\n") {
		return nil
	}
	return all
}

// Tail is the end of what a command printed, at most n lines. The engine keeps stdout and stderr apart, so stderr comes
// last; where both are long each gets half.
func Tail(stdout, stderr string, n int) string {
	out, errs := screen(stdout), screen(stderr)
	forErrs := min(len(errs), max(n/2, n-len(out)))
	out, errs = last(out, n-forErrs), last(errs, forErrs)
	return strings.Join(append(out, errs...), "\n")
}

// screen is the text in lines as a terminal shows it: of a progress bar, which overwrites itself, the last state.
func screen(text string) []string {
	text = strings.TrimRight(strings.ReplaceAll(colours.ReplaceAllString(text, ""), "\r\n", "\n"), " \t\r\n")
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		lines[i] = line[strings.LastIndex(line, "\r")+1:]
	}
	return lines
}

func last(lines []string, n int) []string { return lines[max(0, len(lines)-n):len(lines):len(lines)] }
