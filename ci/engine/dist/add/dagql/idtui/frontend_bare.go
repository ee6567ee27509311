package idtui

import (
	"errors"
	"fmt"
	"io"

	"github.com/charmbracelet/bubbles/key"
	"github.com/dagger/dagger/dagql/dagui"
	"github.com/muesli/termenv"
)

// The full-screen front end needs a toolkit that the Go module proxy does not
// serve. Every style is answered by the plain one, and what the rest of dagger
// takes from the removed files is here.

// NewPretty stands in for `--progress=tty`.
func NewPretty(w io.Writer) Frontend { return NewPlain(w) }

// NewDots stands in for `--progress=dots`.
func NewDots(w io.Writer) Frontend { return NewPlain(w) }

// NewReporter stands in for `--progress=report`.
func NewReporter(w io.Writer) Frontend { return NewPlain(w) }

// TermOutput is a writer that knows its terminal's colours.
type TermOutput interface {
	io.Writer
	String(...string) termenv.Style
	ColorProfile() termenv.Profile
}

// The two ways in which a user ends the shell.
var (
	ErrShellExited = errors.New("shell exited")
	ErrInterrupted = errors.New("interrupted")
)

// KeyEnabled turns a key binding on or off.
func KeyEnabled(enabled bool) key.BindingOpt {
	return func(b *key.Binding) { b.SetEnabled(enabled) }
}

func traceMessage(_ termenv.Profile, url, msg string) string {
	return fmt.Sprintf("Full trace at %s %s", url, msg)
}

func handleTelemetryErrorOutput(w io.Writer, _ TermOutput, err error) {
	if err != nil {
		fmt.Fprintf(w, "WARN: trace information is incomplete: %v\n", err)
	}
}

// TestView is the table of test cases that the full-screen front end shows.
// The plain one prints none: each case already appeared as a line.
type TestView struct {
	Profile         termenv.Profile
	Logs            any
	SummaryLogLines int
}

func finalTestViewHeight(*TestView) int { return 0 }

func (*TestView) renderTestSummaryLines(TermOutput, *dagui.TestView, int, int) []string { return nil }
