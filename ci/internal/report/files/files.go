// Package files writes what a run found as files, for those who were not there.
package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/report/table"
)

var dag = dagger.Connect()

// Part is one part of a run, such as "lint".
type Part struct {
	Name string
	// Run adds what it finds to the reports. Its error stands in the summary, and stops no other part.
	Run func(*Reports) error
}

// Reports are what the parts of a run have found so far.
type Reports struct {
	mu       sync.Mutex
	files    *dagger.Directory
	verdicts []gate.Verdict
}

// Collect runs all parts side by side, and writes down what they found and how each ended.
func Collect(parts ...Part) (*dagger.Directory, error) {
	r := &Reports{files: dag.Directory()}
	ends := make([]string, len(parts))
	var group sync.WaitGroup
	for i, part := range parts {
		group.Go(func() { ends[i] = end(part.Run(r)) })
	}
	group.Wait()
	var rows [][]string
	for i, part := range parts {
		rows = append(rows, []string{part.Name, ends[i]})
	}
	var summary strings.Builder
	_ = table.Text(&summary, []string{"PART", "RESULT"}, rows) // a strings.Builder takes everything
	return r.folder(summary.String())
}

func end(err error) string {
	if err == nil {
		return "passed"
	}
	first, _, _ := strings.Cut(engineerror.Clean(err).Error(), "\n")
	return first
}

// Add adds a file.
func (r *Reports) Add(path string, content []byte) {
	r.change(func(files *dagger.Directory) *dagger.Directory { return files.WithNewFile(path, string(content)) })
}

// AddFile adds a file of the engine's.
func (r *Reports) AddFile(path string, file *dagger.File) {
	r.change(func(files *dagger.Directory) *dagger.Directory { return files.WithFile(path, file) })
}

func (r *Reports) change(with func(*dagger.Directory) *dagger.Directory) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files = with(r.files)
}

// Judged adds the verdicts of a gate that ended with an error or without, and returns how it ended.
func (r *Reports) Judged(err error, verdicts ...gate.Verdict) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	refused := 0
	for _, v := range verdicts {
		if v.Gate != "" {
			r.verdicts = append(r.verdicts, v)
			refused += v.Refusals()
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("could not run: %w", err)
	case refused > 0:
		return fmt.Errorf("refused: %d", refused)
	default:
		return nil
	}
}

// folder has all files, and the verdicts in three forms: SARIF for code scanning, JSON and text.
func (r *Reports) folder(summary string) (*dagger.Directory, error) {
	log, err := gate.SARIF(r.verdicts...)
	if err != nil {
		return nil, err
	}
	all := r.files.WithNewFile("findings.sarif", string(log)).WithNewFile("summary.txt", summary)
	var failures []error
	for _, v := range r.verdicts {
		text, err := json.MarshalIndent(v, "", "  ")
		failures = append(failures, err)
		all = all.WithNewFile(v.Gate+".json", string(text)+"\n").WithNewFile(v.Gate+".txt", v.Text())
	}
	return all, errors.Join(failures...)
}
