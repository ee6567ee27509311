package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/exitcode"
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

// notWell is the exit code of an environment that is not as it should be.
const notWell = 2

// screen is what was seen, as text or JSON. It is an error, with the exit code notWell, where something is not well.
func screen(seen interface {
	Text() string
	Troubles() []string
}, format string) (string, error) {
	text := seen.Text()
	if format == "json" {
		written, err := json.MarshalIndent(seen, "", "  ")
		if err != nil {
			return "", err
		}
		text = string(written) + "\n"
	}
	if len(seen.Troubles()) > 0 {
		return "", exitcode.Of(notWell, errors.New(strings.TrimSuffix(text, "\n")))
	}
	return text, nil
}
