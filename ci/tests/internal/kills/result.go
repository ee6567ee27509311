package kills

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// Row is a moment, and what became of it.
type Row struct {
	Moment Moment
	// Held is the call that was held; empty where the run ended without it. How many calls of an action there are may hang on how long
	// things take: a lock is refreshed, and a state is written, again and again.
	Held string
	// Err says why the next run did not recover.
	Err     error
	Seconds float64
}

// Outcome is a row in a few words; Words has them whole.
func (r Row) Outcome() string {
	line, _, _ := strings.Cut(r.Words(), "\n")
	return line
}

// Words say what became of it.
func (r Row) Words() string {
	switch {
	case r.Err != nil:
		return "FAILED: " + r.Err.Error()
	case r.Held == "":
		return "did not come"
	}
	return "recovered"
}

// Result is all moments of a call.
type Result struct {
	// Drawn says by what: "drawn by seed 7".
	Drawn string
	// Asked is how many moments there were to be.
	Asked int
	Rows  []Row
}

// Words are "12 of 12 moments", of those that came.
func (r Result) Words() string {
	recovered, came := 0, 0
	for _, row := range r.Rows {
		if row.Held == "" && row.Err == nil {
			continue
		}
		came++
		if row.Err == nil {
			recovered++
		}
	}
	return fmt.Sprintf("%d of %d moments, %s", recovered, came, r.Drawn)
}

// Text is the table, and the words below it.
func (r Result) Text() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MOMENT\tKILLED AT\tSECONDS\tOUTCOME")
	for _, row := range r.Rows {
		held := row.Held
		if held == "" {
			held = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%.0f\t%s\n", row.Moment, held, row.Seconds, row.Outcome())
	}
	_ = table.Flush() // a strings.Builder takes everything
	return text.String() + "\n" + r.Words() + "\n"
}

// Failure names the moments that failed, and how to run them again; nil where all recovered and as many came as there were to be.
func (r Result) Failure() error {
	var failures []error
	var again []string
	came := 0
	for _, row := range r.Rows {
		if row.Held != "" || row.Err != nil {
			came++
		}
		if row.Err != nil {
			failures = append(failures, fmt.Errorf("%s, killed at %s: %w", row.Moment, row.Held, row.Err))
			again = append(again, row.Moment.String())
		}
	}
	if came < r.Asked {
		failures = append(failures, fmt.Errorf("%d moments came, and there were to be %d", came, r.Asked))
	}
	if len(failures) == 0 {
		return nil
	}
	err := fmt.Errorf("%s:\n%w", r.Words(), errors.Join(failures...))
	if len(again) > 0 {
		slices.Sort(again)
		err = fmt.Errorf("%w\nthese again: ci/dagger call -m ci/tests kills-at --only '%s'", err, strings.Join(again, ","))
	}
	return err
}
