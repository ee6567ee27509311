package main

import (
	"fmt"
	"strings"

	tables "dagger/slipway/internal/report/table"
)

// table aligns rows, the first of which is the heading.
func table(rows [][]string) string {
	var text strings.Builder
	_ = tables.Text(&text, rows[0], rows[1:]) // a strings.Builder takes everything
	return text.String()
}

func megabytes(bytes int) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

func textOrJSON(format string) error {
	if format != "text" && format != "json" {
		return fmt.Errorf("--format is %q: write text or json", format)
	}
	return nil
}
