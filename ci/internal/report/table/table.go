// Package table writes the tables that people compare, aligned for a terminal or as Markdown.
//
// Cells often hold text from elsewhere: a resource address, the message of an ECS event. So no cell can break out of its
// row, move the terminal's cursor or become markup.
package table

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// Text writes header and rows to w in aligned columns, two spaces apart and without trailing spaces. It writes nothing when
// there are no rows. The error is w's.
func Text(w io.Writer, header []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	var aligned bytes.Buffer
	columns := tabwriter.NewWriter(&aligned, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Clean(cell)
		}
		// Neither a buffer nor a tabwriter on one can fail.
		_, _ = fmt.Fprintln(columns, strings.Join(cells, "\t"))
	}
	_ = columns.Flush()
	for line := range strings.Lines(aligned.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// Markdown writes header and rows to w as a Markdown table. Cells are Markdown already: pass them through Escape or Code. It writes nothing when there are no rows. The error is w's.
func Markdown(w io.Writer, header []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	rule := make([]string, len(header))
	for i := range rule {
		rule[i] = "---"
	}
	var b strings.Builder
	for _, row := range append([][]string{header, rule}, rows...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markup is what Markdown and the HTML within it give a meaning to. A backslash before any of them is literal Markdown.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`,
	"&", `\&`, "~", `\~`, "!", `\!`, "@", "@\u200b",
)

// Escape returns s on one line, so that it reads the same in Markdown as it is written. An at sign is followed by a
// zero-width space, lest text from elsewhere notify people who are named in it.
func Escape(s string) string { return markup.Replace(Clean(s)) }

// Code returns s as a Markdown code span that also stands in a table, or nothing for an empty s.
func Code(s string) string {
	s = strings.ReplaceAll(Clean(s), "|", `\|`)
	if s == "" {
		return ""
	}
	// A span may hold any run of backticks but its own fence's length, so the fence is longer than all of them.
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) == 1 {
		return fence + s + fence
	}
	return fence + " " + s + " " + fence
}

// Clean returns s on one line: white space becomes single spaces, and control and format characters, escape sequences'
// first byte among them, are dropped.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
