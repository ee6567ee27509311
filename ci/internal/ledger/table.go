package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/caller"
	"dagger/slipway/internal/report/table"
)

// Listed is a part of the ledger, for people and for programs.
type Listed struct {
	// Releases are the newest first.
	Releases []Release
	// Live is the number of the release that serves, 0 where none does. It may be older than those above.
	Live int
	// Running is the number of the one whose run goes on, 0 where none does.
	Running int
}

// List lists at most so many entries, the newest first. running is the number that a run works on now.
func (l *Ledger) List(ctx context.Context, most, running int) (Listed, error) {
	listed := Listed{Running: running}
	for r, err := range l.Newest(ctx) {
		if err != nil {
			return listed, err
		}
		if len(listed.Releases) == most {
			break
		}
		listed.Releases = append(listed.Releases, r)
	}
	live, err := l.Live(ctx)
	if live != nil {
		listed.Live = live.Number
	}
	return listed, err
}

// Status is how a release stands in a word.
func Status(r Release, running int) string {
	switch {
	case r.End != nil:
		return string(r.End.Result)
	case r.Number == running:
		return "running"
	}
	return "interrupted"
}

// Text is the table that people read.
func (l Listed) Text() string {
	if len(l.Releases) == 0 {
		return "No releases.\n"
	}
	rows := make([][]string, len(l.Releases))
	for i, r := range l.Releases {
		status := Status(r, l.Running)
		if r.Number == l.Live {
			status += ", live"
		}
		rows[i] = []string{fmt.Sprint(r.Number), r.At.UTC().Format("2006-01-02 15:04:05"), status, short(r), changed(r), caller.Short(r.By), took(r), description(r)}
	}
	var text strings.Builder
	_ = table.Text(&text, []string{"#", "WHEN (UTC)", "STATUS", "COMMIT", "CHANGED", "BY", "TOOK", "DESCRIPTION"}, rows) // a strings.Builder takes everything
	return text.String()
}

// short is the commit, or, where none is known, the source that the services were built from.
func short(r Release) string {
	switch {
	case r.Commit != "":
		return r.Commit[:min(12, len(r.Commit))]
	case r.Revision != "":
		return "source " + r.Revision[:min(12, len(r.Revision))]
	}
	return "-"
}

func changed(r Release) string {
	switch {
	case r.Kind == Destroy:
		return "-"
	case len(r.Changed) == 0:
		return "nothing"
	case len(r.Changed) > 3:
		return fmt.Sprintf("%d services", len(r.Changed))
	}
	return strings.Join(r.Changed, ", ")
}

func took(r Release) string {
	if r.End == nil {
		return "-"
	}
	return (time.Duration(r.End.Seconds) * time.Second).String()
}

func description(r Release) string {
	text := string(r.Kind)
	if r.Of != 0 {
		word := "to"
		if r.Kind == Instances {
			word = "under"
		}
		text += fmt.Sprintf(" %s release %d", word, r.Of)
	}
	switch {
	case r.End != nil && r.End.Reason != "":
		return text + ": " + r.End.Reason
	case r.Counts != "":
		return text + ": " + strings.TrimSuffix(strings.TrimPrefix(r.Counts, "Plan: "), ".")
	}
	return text
}

// JSON is the same for programs, with all that the entries have.
func (l Listed) JSON() (string, error) {
	type listed struct {
		Release
		Status string `json:"status"`
		Live   bool   `json:"live"`
	}
	all := make([]listed, len(l.Releases)) // an empty list is no null
	for i, r := range l.Releases {
		all[i] = listed{r, Status(r, l.Running), r.Number == l.Live}
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return "", fmt.Errorf("encode the releases: %w", err)
	}
	return string(text) + "\n", nil
}
