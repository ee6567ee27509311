package report

import (
	"io"

	"dagger/slipway/internal/report/table"
)

// Markdown writes what Text does for a job summary or a pull request: Line comes first, because that is what a reader sees. The
// error is w's.
func (s Summary) Markdown(w io.Writer) error {
	page := table.NewMarkdown(w)
	page.Paragraph("**%s**", table.Escape(s.Line()))
	if s.Error != "" {
		page.Fenced(s.Error)
	}
	if made := s.made(table.Code); made != "" {
		page.Paragraph("%s", made)
	}
	for _, note := range s.Notes {
		page.Paragraph("**Note:** %s", table.Escape(note))
	}
	page.Table([]string{"Service", "Digest", "Size", "Image", "Serves at", "Probe"}, s.serviceRows(table.Escape, table.Code))
	if s.planned() {
		short, hidden := s.shortPlan()
		page.Part(short.Markdown)
		if hidden > 0 {
			page.Paragraph("%s", more(hidden))
		}
	}
	page.Table([]string{"Serves now", ""}, s.servingRows(table.Escape))
	for _, warning := range s.Warnings {
		page.Paragraph("**Warning:** %s", table.Escape(warning))
	}
	page.Table([]string{"Step", "Seconds", "Result"}, s.stepRows(table.Escape))
	page.Table([]string{"What was", ""}, s.proofRows(table.Escape))
	return page.Err()
}
