package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

// measured is a report of two cores: all is met, but for the p99 of the endpoint that reads.
func measured() *Report {
	speeds := func(factor, p99 float64) []Speed {
		return []Speed{
			{"computes", 1700 * factor, 0.99, 1717 * factor, 850, 0.8, 3.1 * p99},
			{"reads a row", 3100 * factor, 0.81, 3827 * factor, 1550, 0.6, 4.4 / p99},
			{"does nothing", 9800 * factor, 0.97, 10103 * factor, 4900, 0.2, 1.2 * p99},
		}
	}
	r := &Report{Machine: Machine{2, "Example CPU <8>", 3.25}, Seconds: 10, Servers: []Result{
		{"gin, 1 core", "gin", 1, 1, 8_700_000, 15.4, 17_000_000, 26_000_000, speeds(12, 1)},
		{"FastAPI, 1 worker", "FastAPI", 1, 1, 58_000_000, 553, 48_000_000, 49_000_000, speeds(1, 3)},
		{"gin, 2 cores", "gin", 2, 1, 8_700_000, 16, 17_000_000, 28_000_000, speeds(18, 1)},
		{"FastAPI, 2 workers", "FastAPI", 2, 2, 58_000_000, 571, 109_000_000, 111_000_000, speeds(1.7, 2)},
	}}
	r.judge()
	return r
}

func met(r *Report) map[string]string {
	all := map[string]string{}
	for _, w := range r.Wanted {
		all[w.What] = w.Met
	}
	return all
}

func TestJudge(t *testing.T) {
	r := measured()
	for what, want := range map[string]string{
		"requests per core, computes, gin, 1 core to FastAPI, 1 worker":     "yes",
		"requests per core, reads a row, gin, 1 core to FastAPI, 1 worker":  "as measured",
		"requests per core, does nothing, gin, 1 core to FastAPI, 1 worker": "as measured",
		"p99, computes, at 850 requests/s":                                  "yes",
		"p99, reads a row, at 1550 requests/s":                              "no",
		"gin's image, compressed":                                           "yes",
		"gin, from start to ready":                                          "yes",
		"gin's memory, idle":                                                "yes",
	} {
		if got := met(r)[what]; got != want {
			t.Errorf("%s: %q and not %q", what, got, want)
		}
	}
	if last := r.last(); last != "Not met: p99, reads a row, at 1550 requests/s." {
		t.Error(last)
	}
}

// TestJudgeSaysNo has each figure just miss what is wanted of it.
func TestJudgeSaysNo(t *testing.T) {
	r := measured()
	r.Wanted = nil
	gin := &r.Servers[0]
	gin.ImageBytes, gin.Ready, gin.Idle = 15_000_001, 100.1, 40_000_001
	gin.Endpoints[0].PerCore = 9.99 * r.Servers[1].Endpoints[0].PerCore
	gin.Endpoints[0].P99 = r.Servers[1].Endpoints[0].P99
	r.judge()
	for what, got := range met(r) {
		if got == "yes" {
			t.Errorf("%s is met", what)
		}
	}
	r.Wanted, gin.ImageBytes = nil, 0
	r.judge()
	if met(r)["gin's image, compressed"] != "no" {
		t.Error("an image that nobody weighed is small enough")
	}
}

func TestNotes(t *testing.T) {
	busy := strings.Join(measured().Notes, "\n")
	if !strings.Contains(busy, "load average was 3.2") || !strings.Contains(busy, "the other 1 core.") {
		t.Error(busy)
	}
	alone := measured()
	alone.Machine, alone.Notes = Machine{1, "", 0.1}, nil
	alone.notes()
	if text := strings.Join(alone.Notes, "\n"); strings.Contains(text, "load average") || !strings.Contains(text, "There is one core") {
		t.Error(text)
	}
}

// TestWrite holds the three forms. The page is kept, and a browser looks at it: ci/tests/looks.go.
func TestWrite(t *testing.T) {
	style, err := os.ReadFile("../../internal/report/page.css")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := measured().write(folder, string(style)); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var again Report
	if err := json.Unmarshal([]byte(read("bench.json")), &again); err != nil || !slices.Equal(again.Wanted, measured().Wanted) {
		t.Errorf("the JSON is read as %+v: %v", again, err)
	}
	for _, want := range []string{"gin, 1 core         computes      20400", "8.7 MB", "12.0x: 20604 to 1717", "\nNot met: p99, reads a row"} {
		if !strings.Contains(read("bench.txt"), want) {
			t.Errorf("%q is not in\n%s", want, read("bench.txt"))
		}
	}
	page := read("bench.html")
	for _, forbidden := range []string{"<script", "<link", "<img", "@import", "url(", "CPU <8>"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page has %s", forbidden)
		}
	}
	const golden = "testdata/bench.html"
	if *update {
		if err := os.WriteFile(golden, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(golden); err != nil || !bytes.Equal(kept, []byte(page)) {
		t.Errorf("the page is not %s (%v): look at it, and run with -update if it is right", golden, err)
	}
}
