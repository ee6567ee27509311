package plan

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"dagger/slipway/internal/report/table"
)

// Counts is the line that ends a plan: "Plan: 3 to add, 2 to change, 1 to destroy (1 replaced)." What is imported stands first, as
// Terraform has it.
func (s Summary) Counts() string {
	if s.Empty() {
		return "Plan: no changes."
	}
	line := "Plan: "
	if s.Import > 0 {
		line += fmt.Sprintf("%d to import, ", s.Import)
	}
	line += fmt.Sprintf("%d to add, %d to change, %d to destroy", s.Add, s.Change, s.Destroy)
	if s.Replace > 0 {
		line += fmt.Sprintf(" (%d replaced)", s.Replace)
	}
	return line + "."
}

// Text writes the changes and risks as aligned tables, and Counts as the last line. The error is w's.
func (s Summary) Text(w io.Writer) error {
	changes := make([][]string, len(s.Changes))
	for i, c := range s.Changes {
		changes[i] = []string{string(c.Action), c.Address, c.Describe()}
	}
	risky := make([][]string, len(s.Risky))
	for i, r := range s.Risky {
		risky[i] = []string{r.Address, r.Reason}
	}
	page := table.NewText(w)
	page.Table([]string{"ACTION", "RESOURCE", "ATTRIBUTES"}, changes)
	page.Table([]string{"HOLDS DATA", "WHAT HAPPENS"}, risky)
	page.Table([]string{"BEFORE", "RUNS ONCE, BEFORE ANY SERVICE MOVES", "AT MOST"}, s.before())
	if len(s.Connect) > 0 {
		page.Paragraph("Deployed first, before those that call them: %s", s.first())
	}
	if len(s.Outputs) > 0 {
		page.Paragraph("Outputs that change: %s", strings.Join(s.Outputs, ", "))
	}
	page.Paragraph("%s", s.Counts())
	return page.Err()
}

// Markdown writes what Text does as Markdown, with Counts first, in bold, because a reader of a pull request sees the top. The
// error is w's.
func (s Summary) Markdown(w io.Writer) error { return s.MarkdownWith(w, "") }

// MarkdownWith is Markdown with a block of more Markdown between the counts and the tables, unless it is empty.
func (s Summary) MarkdownWith(w io.Writer, block string) error {
	changes := make([][]string, len(s.Changes))
	for i, c := range s.Changes {
		changes[i] = []string{string(c.Action), table.Code(c.Address), table.Escape(c.Describe())}
	}
	risky := make([][]string, len(s.Risky))
	for i, r := range s.Risky {
		risky[i] = []string{table.Code(r.Address), table.Escape(r.Reason)}
	}
	page := table.NewMarkdown(w)
	page.Paragraph("**%s**", s.Counts())
	if block != "" {
		page.Paragraph("%s", strings.TrimSpace(block))
	}
	page.Table([]string{"Holds data", "What happens"}, risky)
	page.Table([]string{"Before", "Runs once, before any service moves", "At most"}, escaped(s.before()))
	if len(s.Connect) > 0 {
		page.Paragraph("Deployed first, before those that call them: %s", table.Escape(s.first()))
	}
	page.Table([]string{"Action", "Resource", "Attributes"}, changes)
	if len(s.Outputs) > 0 {
		page.Paragraph("Outputs that change: %s", table.Escape(strings.Join(s.Outputs, ", ")))
	}
	return page.Err()
}

func (s Summary) before() [][]string {
	rows := make([][]string, len(s.Before))
	for i, b := range s.Before {
		rows[i] = []string{b.Service, strings.Join(b.Command, " "), b.Timeout}
	}
	return rows
}

func escaped(rows [][]string) [][]string {
	for _, row := range rows {
		row[0], row[1] = table.Code(row[0]), table.Code(row[1])
	}
	return rows
}

// Lost is what is destroyed, a line of Markdown each, what holds data first.
func (s Summary) Lost() []string {
	var lost []string
	named := map[string]bool{}
	for _, r := range s.Risky {
		named[r.Address] = true
		lost = append(lost, "**"+table.Code(r.Address)+": "+table.Escape(r.Reason)+"**")
	}
	for _, c := range s.Changes {
		if !named[c.Address] && (c.Action == Delete || c.Action == Replace) {
			lost = append(lost, table.Code(c.Address)+": "+string(c.Action))
		}
	}
	return lost
}

// most is the number of attributes that a row names: a table is for comparing, the whole list is in the JSON.
const most = 6

// Describe lists the attributes, those that force a replacement first and marked, and says of what exists that it is imported.
func (c Change) Describe() string {
	var names []string
	for _, name := range c.Forces {
		names = append(names, name+" (forces it)")
	}
	for _, name := range c.Attributes {
		if !slices.Contains(c.Forces, name) {
			names = append(names, name)
		}
	}
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("%d more", len(names)-most))
	}
	text := strings.Join(names, ", ")
	if c.Imported {
		return strings.TrimSuffix("imported first: "+text, ": ")
	}
	return text
}
