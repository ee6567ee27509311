package walk

import (
	"fmt"

	"dagger/slipway/internal/ledger"
)

// note tells what was found of another run when it is found, and again at the end: who reads the summary need not read the log.
func (w *Walk) note(step, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.Story.Say(step, line)
	w.notes.Find(step + ": " + line)
}

func (w *Walk) warn(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.Story.Say("warning", line)
	w.notes.Warn(line)
}

// Notes are, in lines, what the run found of others, and what a reader should see to, though the run went on.
func (w *Walk) Notes() string { return w.notes.Text() }

// Noted is a failure with the same lines. Each verb that changes something defers it.
func (w *Walk) Noted(err error) error { return w.notes.With(err) }

// interrupted notes the releases that were begun last and never came to an end of their own: what they left, this run goes on from.
func (w *Walk) interrupted(releases []ledger.Release) {
	for _, r := range releases {
		if r.Number != w.number { // else it is this run's own, which is rolled back
			w.note("ledger", "%s was interrupted; this run goes on from what it left", ledger.Named(r))
		}
	}
}
