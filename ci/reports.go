package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
)

// Reports runs tests and gates and returns what they found as files. It refuses nothing, so that a failing run keeps them:
// `reports export --path reports`.
//
// summary.txt says how each part ended. findings.sarif is for code scanning, <gate>.json and <gate>.txt are the same for
// other readers; tests/ has JUnit and coverage of each service, sbom/ the contents of each image in CycloneDX and SPDX.
// +cache="never"
func (s *Slipway) Reports(
	ctx context.Context,
	// Severity from which the reports call a finding refused: low, medium, high or critical.
	// +default="high"
	severity string,
	// Database of vulnerabilities, as in scan.
	// +optional
	vulnDB string,
	// Registry that holds it, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
) (*dagger.Directory, error) {
	threshold, err := gate.ParseSeverity(severity)
	if err != nil {
		return nil, err
	}
	collected := &reports{files: dag.Directory()}
	group := errgroup.Group{}
	for name, part := range map[string]func(context.Context) error{
		"test": func(ctx context.Context) error {
			results, err := s.test(ctx, "")
			collected.tests(results)
			return err
		},
		"lint": func(ctx context.Context) error {
			verdict, _, err := s.lint(ctx)
			return collected.judged(err, verdict)
		},
		"scan": func(ctx context.Context) error {
			services, err := s.services(ctx)
			if err != nil {
				return err
			}
			images, err := s.build(ctx, services)
			if err != nil {
				return err
			}
			verdicts, err := s.scan(ctx, images, threshold, vulnerabilities{vulnDB, vulnRegistry})
			return collected.judged(err, verdicts...)
		},
		"sbom": func(ctx context.Context) error {
			contents, err := s.Sbom(ctx, "")
			if err == nil {
				contents, err = contents.Sync(ctx)
			}
			if err == nil {
				collected.add(func(files *dagger.Directory) *dagger.Directory { return files.WithDirectory("sbom", contents) })
			}
			return err
		},
	} {
		group.Go(func() error {
			collected.ended(name, part(ctx))
			return nil
		})
	}
	_ = group.Wait()
	return collected.folder()
}

// reports are the parts that have come in so far.
type reports struct {
	mu       sync.Mutex
	files    *dagger.Directory
	verdicts []gate.Verdict
	rows     [][]string
}

func (r *reports) add(change func(*dagger.Directory) *dagger.Directory) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files = change(r.files)
}

func (r *reports) ended(name string, err error) {
	result := "passed"
	if err != nil {
		result = strings.SplitN(err.Error(), "\n", 2)[0]
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, []string{name, result})
}

func (r *reports) tests(results []*tested) {
	r.add(func(files *dagger.Directory) *dagger.Directory {
		for _, result := range results {
			if result.junit != nil {
				files = files.WithNewFile("tests/"+result.service+".junit.xml", string(result.junit))
			}
			if result.profile != nil {
				files = files.WithFile("tests/"+result.service+".coverage.out", result.profile)
			}
		}
		return files
	})
}

// judged keeps the verdicts of a gate, and returns how it ended.
func (r *reports) judged(err error, verdicts ...gate.Verdict) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range verdicts {
		if v.Gate != "" {
			r.verdicts = append(r.verdicts, v)
		}
	}
	if err != nil {
		return fmt.Errorf("could not run: %w", err)
	}
	refused := 0
	for _, v := range verdicts {
		refused += v.Refusals()
	}
	if refused > 0 {
		return fmt.Errorf("refused: %d", refused)
	}
	return nil
}

func (r *reports) folder() (*dagger.Directory, error) {
	log, err := gate.SARIF(r.verdicts...)
	if err != nil {
		return nil, err
	}
	files := r.files.
		WithNewFile("findings.sarif", string(log)).
		WithNewFile("summary.txt", table(append([][]string{{"PART", "RESULT"}}, r.rows...)))
	for _, v := range r.verdicts {
		text, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("write the report of %s: %w", v.Gate, err)
		}
		files = files.WithNewFile(v.Gate+".json", string(text)+"\n").WithNewFile(v.Gate+".txt", v.Text())
	}
	return files, nil
}
