package main

import (
	"context"
	"fmt"
	"time"

	"dagger/slipway/internal/finding"
)

// A gate has two halves. Its method finds: it returns verdicts, and an error only when a tool could not run. Its function
// refuses: it returns the verdicts as text, and as an error where one refuses. So a report can have what a gate refuses.

// verdict holds what a gate found against the allowances of the repository, as of today.
func (s *Slipway) verdict(ctx context.Context, gate string, findings []finding.Finding, threshold finding.Severity) (finding.Verdict, error) {
	allowances, err := s.allowances(ctx)
	if err != nil {
		return finding.Verdict{}, err
	}
	return finding.Judge(gate, findings, threshold, allowances, time.Now()), nil
}

// allowances are the findings that people accept, each with a reason and an end.
func (s *Slipway) allowances(ctx context.Context) ([]finding.Allowance, error) {
	const file = finding.AllowancesFile
	there, err := s.Source.Exists(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", file, err)
	}
	if !there {
		return nil, nil
	}
	text, err := s.Source.File(file).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return finding.ReadAllowances(file, []byte(text))
}
