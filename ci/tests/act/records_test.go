package act

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// jobs are those that ran, in the order in which they ended, and how.
func (r run) jobs() []string {
	var jobs []string
	for _, job := range ended.FindAllStringSubmatch(r.log, -1) {
		jobs = append(jobs, job[1]+" "+job[2])
	}
	return jobs
}

// did fails unless the workflow passed and these jobs ran, in whichever order those of them that need no other.
func (r run) did(t *testing.T, want ...string) {
	t.Helper()
	if r.failed {
		t.Errorf("the workflow failed:\n%s", end(r.log))
	}
	got := slices.Sorted(slices.Values(r.jobs()))
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("these jobs ran:\n%q, want\n%q", got, want)
	}
}

// wrote fails unless the stand-ins wrote these lines. Of jobs that need no other the order is act's.
func (r run) wrote(t *testing.T, record string, want ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.records, record))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		got = append(got, strings.TrimSpace(line))
	}
	byJob := func(a, b string) int {
		job, _, _ := strings.Cut(a, " ")
		other, _, _ := strings.Cut(b, " ")
		return strings.Compare(job, other)
	}
	slices.SortStableFunc(got, byJob)
	if slices.SortStableFunc(want, byJob); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", record, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// same fails unless two folders hold the same files, byte for byte, and a plan among them.
func (r run) same(t *testing.T, made, taken string) {
	t.Helper()
	files := func(folder string) map[string]string {
		all := map[string]string{}
		entries, err := os.ReadDir(filepath.Join(r.records, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			all[entry.Name()] = read(t, filepath.Join(r.records, folder, entry.Name()))
		}
		return all
	}
	a, b := files(made), files(taken)
	if a["plan.tfplan"] == "" {
		t.Errorf("%s holds no plan", made)
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			t.Errorf("%s of %s was not in %s", name, taken, made)
		}
	}
	for name, text := range a {
		if other, ok := b[name]; !ok || other != text {
			t.Errorf("%s of %s is not that of %s", name, taken, made)
		}
	}
}

// wants fails unless the text holds every part.
func wants(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %s:\n%s", part, what, end(text))
		}
	}
}
