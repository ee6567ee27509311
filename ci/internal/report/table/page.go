package table

import (
	"fmt"
	"io"
	"strings"
)

// Page writes paragraphs and tables with a blank line between them, and keeps the first error, so that what builds one reads
// as the page does. The zero Page is not usable: call NewText or NewMarkdown.
type Page struct {
	w     io.Writer
	table func(io.Writer, []string, [][]string) error
	begun bool
	err   error
}

// NewText is a Page for a terminal.
func NewText(w io.Writer) *Page { return &Page{w: w, table: Text} }

// NewMarkdown is a Page of Markdown. Its text and cells are Markdown already: pass them through Escape or Code.
func NewMarkdown(w io.Writer) *Page { return &Page{w: w, table: Markdown} }

// Paragraph writes a paragraph, formatted as by fmt.Sprintf.
func (p *Page) Paragraph(format string, args ...any) {
	p.block(func() error {
		_, err := fmt.Fprintf(p.w, format+"\n", args...)
		return err
	})
}

// Table writes a table, or nothing when it has no rows.
func (p *Page) Table(header []string, rows [][]string) {
	if len(rows) > 0 {
		p.block(func() error { return p.table(p.w, header, rows) })
	}
}

// Fenced writes a text as it is, between fences that nothing in it can close. It is Markdown.
func (p *Page) Fenced(text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	p.Paragraph("%s\n%s\n%s", fence, strings.TrimSpace(text), fence)
}

// Part writes a block that write makes, another Page for example.
func (p *Page) Part(write func(io.Writer) error) {
	p.block(func() error { return write(p.w) })
}

// Err returns the first error of the writer.
func (p *Page) Err() error { return p.err }

func (p *Page) block(write func() error) {
	if p.err == nil && p.begun {
		_, p.err = io.WriteString(p.w, "\n")
	}
	p.begun = true
	if p.err == nil {
		p.err = write()
	}
}
