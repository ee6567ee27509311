package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// table is a heading and rows.
type table struct {
	Title string
	Head  []string
	Rows  [][]string
}

func (r *Report) tables() []table {
	speed := table{"Speed", []string{"SERVER", "ENDPOINT", "REQUESTS/S", "CORES BUSY", "REQUESTS/CORE S", "AT RATE", "P50", "P99"}, nil}
	weight := table{"Weight", []string{"SERVER", "IMAGE", "READY", "MEMORY IDLE", "UNDER LOAD"}, nil}
	wanted := table{"What it is to show", []string{"WHAT", "WANTED", "MEASURED", "MET"}, nil}
	for _, s := range r.Servers {
		for _, e := range s.Endpoints {
			speed.Rows = append(speed.Rows, []string{s.Server, e.Endpoint, number(e.PerSecond), number(e.Busy), number(e.PerCore),
				fmt.Sprintf("%d/s", e.Rate), number(e.P50) + " ms", number(e.P99) + " ms"})
		}
		weight.Rows = append(weight.Rows, []string{s.Server, megabytes(s.ImageBytes), number(s.Ready) + " ms", megabytes(s.Idle), megabytes(s.Loaded)})
	}
	for _, w := range r.Wanted {
		wanted.Rows = append(wanted.Rows, []string{w.What, w.Wanted, w.Measured, w.Met})
	}
	return []table{speed, weight, wanted}
}

func (r *Report) where() string {
	return fmt.Sprintf("%s of %s, each phase measured for %.0f s", count(r.Machine.Cores, "core"), r.Machine.Processor, r.Seconds)
}

// last says what was not met: it is the line that is read.
func (r *Report) last() string {
	var missed []string
	for _, w := range r.Wanted {
		if w.Met == "no" {
			missed = append(missed, w.What)
		}
	}
	if len(missed) == 0 {
		return "All that was wanted was met."
	}
	return "Not met: " + strings.Join(missed, "; ") + "."
}

func (r *Report) text(w io.Writer) error {
	var all bytes.Buffer
	fmt.Fprintln(&all, r.where())
	for _, t := range r.tables() {
		fmt.Fprintln(&all)
		aligned := tabwriter.NewWriter(&all, 0, 0, 2, ' ', 0)
		for _, row := range append([][]string{t.Head}, t.Rows...) {
			fmt.Fprintln(aligned, strings.Join(row, "\t"))
		}
		if err := aligned.Flush(); err != nil {
			return err
		}
	}
	fmt.Fprintln(&all)
	for _, note := range r.Notes {
		fmt.Fprintln(&all, "-", note)
	}
	fmt.Fprintln(&all, "\n"+r.last())
	_, err := w.Write(all.Bytes())
	return err
}

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// html is one file that opens from a disk, in the style of the pipeline's other pages.
func (r *Report) html(w io.Writer, style string) error {
	return page.Execute(w, map[string]any{
		"Style": template.CSS(style), "Where": r.where(), "Tables": r.tables(), "Notes": r.Notes, "Last": r.last(), "Met": !strings.HasPrefix(r.last(), "Not"),
	})
}

// write writes the three forms into a folder, and the text to the terminal.
func (r *Report) write(folder, style string) error {
	var text, html bytes.Buffer
	object, err := json.MarshalIndent(r, "", "  ")
	if err := errors.Join(err, r.text(&text), r.html(&html, style)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	for name, content := range map[string][]byte{"bench.txt": text.Bytes(), "bench.json": append(object, '\n'), "bench.html": html.Bytes()} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	_, err = os.Stdout.Write(text.Bytes())
	return err
}
