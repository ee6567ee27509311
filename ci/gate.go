package main

import (
	"context"
	"io/fs"
	"time"

	"dagger/slipway/internal/gate"
)

// A gate has two halves. Its method finds: it returns verdicts, and an error only when a tool could not run. Its function
// refuses: it returns the verdicts as text, and as an error where one refuses. So a report can have what a gate refuses.

// verdict holds what a gate found against the allowances of the repository, as of today.
func (s *Slipway) verdict(ctx context.Context, name string, findings []gate.Finding, threshold gate.Severity) (gate.Verdict, error) {
	allowances, err := s.allowances(ctx)
	if err != nil {
		return gate.Verdict{}, err
	}
	return gate.Judge(name, findings, threshold, allowances, time.Now()), nil
}

// allowances are the findings that people accept, each with a reason and an end.
func (s *Slipway) allowances(ctx context.Context) ([]gate.Allowance, error) {
	return gate.ReadAllowances(func(file string) ([]byte, error) {
		there, err := s.Source.Exists(ctx, file)
		if err != nil {
			return nil, err
		}
		if !there {
			return nil, fs.ErrNotExist
		}
		text, err := s.Source.File(file).Contents(ctx)
		return []byte(text), err
	})
}
