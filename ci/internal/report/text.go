package report

import (
	"fmt"
	"io"
	"strings"

	"dagger/slipway/internal/report/table"
)

// Text writes aligned tables for a terminal. Its last line is Line. The error is w's.
func (s Summary) Text(w io.Writer) error {
	if s.Error != "" {
		if _, err := fmt.Fprintf(w, "%s\n\n", strings.TrimSpace(s.Error)); err != nil {
			return err
		}
	}
	page := table.NewText(w)
	if made := s.made(table.Clean); made != "" {
		page.Paragraph("%s", made)
	}
	for _, note := range s.Notes {
		page.Paragraph("NOTE: %s", strings.TrimSpace(note))
	}
	page.Table([]string{"SERVICE", "DIGEST", "SIZE", "IMAGE", "SERVES AT", "PROBE"}, s.serviceRows(verbatim, verbatim))
	if s.planned() {
		short, hidden := s.shortPlan()
		page.Part(short.Text)
		if hidden > 0 {
			page.Paragraph("%s", more(hidden))
		}
	}
	page.Table([]string{"SERVES NOW", ""}, s.servingRows(verbatim))
	for _, warning := range s.Warnings {
		page.Paragraph("WARNING: %s", strings.TrimSpace(warning))
	}
	page.Table([]string{"STEP", "SECONDS", "RESULT"}, s.stepRows(verbatim))
	page.Table([]string{"WHAT WAS", ""}, s.proofRows(verbatim))
	page.Paragraph("%s", s.Line())
	return page.Err()
}

// made says which release it is, and what it was made from.
func (s Summary) made(code func(string) string) string {
	switch {
	case s.Release > 0 && s.Revision != "":
		return fmt.Sprintf("Release %d, revision %s", s.Release, code(s.Revision))
	case s.Release > 0:
		return fmt.Sprintf("Release %d", s.Release)
	case s.Revision != "":
		return "Revision " + code(s.Revision)
	}
	return ""
}

// The rows are the same in text and in Markdown; they differ in how prose and code are written.

func (s Summary) serviceRows(prose, code func(string) string) [][]string {
	rows := make([][]string, len(s.Services))
	for i, r := range s.Services {
		rows[i] = []string{prose(r.Name), code(r.Digest), size(r.Size), prose(r.Change), code(r.Serves), prose(r.Probe)}
	}
	return rows
}

func (s Summary) stepRows(prose func(string) string) [][]string {
	rows := make([][]string, len(s.Steps))
	for i, step := range s.Steps {
		rows[i] = []string{prose(step.Name), fmt.Sprintf("%.1f", step.Seconds), prose(step.Note)}
	}
	return rows
}

func (s Summary) servingRows(prose func(string) string) [][]string {
	rows := make([][]string, len(s.Serving))
	for i, line := range s.Serving {
		service, what, _ := strings.Cut(line, ": ")
		rows[i] = []string{prose(service), prose(what)}
	}
	return rows
}

func (s Summary) proofRows(prose func(string) string) [][]string {
	rows := make([][]string, 0, len(s.Real)+len(s.Simulated))
	for _, text := range s.Real {
		rows = append(rows, []string{"real", prose(text)})
	}
	for _, text := range s.Simulated {
		rows = append(rows, []string{"simulated", prose(text)})
	}
	return rows
}

// size is decimal, as registries show it. A size that is not known is not shown as nothing.
func size(bytes int64) string {
	if bytes <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

func more(hidden int) string {
	verb := "are"
	if hidden == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s %s not listed; the function plan lists all.", count(hidden, "more change"), verb)
}

func verbatim(s string) string { return s }
