// Package engineerror makes errors of the Dagger engine readable. It knows their texts alone, so that it can be tested
// without an engine.
package engineerror

import (
	"errors"
	"slices"
	"strings"
)

// Tidy is Told for the error that a function returns. Each verb defers it.
func Tidy(err *error) { *err = Told(*err) }

// Clean is the error with what the engine says in it put so that a person can read it, and with what a command printed. All
// other words stay, and errors that are not of the engine too.
//
// Without it Dagger drops what was said around an error of the engine: of an error that wraps a GraphQL error (by %w) it
// reports the GraphQL error's message only. So the result has no Unwrap; errors.Is and errors.As find the original.
func Clean(err error) error {
	found := within(err)
	if len(found) == 0 {
		return err
	}
	text := err.Error()
	for _, e := range found {
		if raw := e.Error(); raw != "" {
			text = strings.ReplaceAll(text, raw, said(e))
		}
	}
	return &cleaned{original: err, text: text}
}

type cleaned struct {
	original error
	text     string
}

func (e *cleaned) Error() string        { return e.text }
func (e *cleaned) Is(target error) bool { return errors.Is(e.original, target) }
func (e *cleaned) As(target any) bool   { return errors.As(e.original, target) }

// extended is an error of the engine: both kinds of the generated client (a GraphQL error, an ExecError) carry GraphQL's
// extensions.
type extended interface {
	error
	Extensions() map[string]any
}

// within are the engine's errors in an error, each once. What is clean already has no Unwrap and so hides its own.
func within(err error) []extended {
	if engine, ok := err.(extended); ok { //nolint:errorlint // the tree is walked here
		return []extended{engine}
	}
	switch wrapper := err.(type) { //nolint:errorlint // the same
	case interface{ Unwrap() error }:
		return within(wrapper.Unwrap())
	case interface{ Unwrap() []error }:
		var all []extended
		for _, part := range wrapper.Unwrap() {
			for _, e := range within(part) {
				if !slices.ContainsFunc(all, func(o extended) bool { return o.Error() == e.Error() }) {
					all = append(all, e)
				}
			}
		}
		return all
	}
	return nil
}

// said is what an error of the engine says, and the end of what its command printed. The engine shows that by itself only when
// it gets the error as it was.
func said(e extended) string {
	stdout, _ := e.Extensions()["stdout"].(string)
	stderr, _ := e.Extensions()["stderr"].(string)
	text := Text(e.Error())
	if printed := Tail(stdout, stderr, 40); printed != "" {
		text += "; the end of what it printed:\n" + printed
	}
	return text
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
