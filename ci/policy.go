package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/opa"
)

// Policy checks plans against the rules of terraform/policy: availability, safety, nothing lost.
//
// It tests the rules themselves first. Then it checks the given plan, or, with none, a first plan of every environment,
// made with placeholder images against the embedded emulator: that needs no account. A finding that is not allowed in
// .slipway.yaml fails it, with the resource, the reason of the rule and what to write instead.
// +cache="never"
// +check
func (s *Slipway) Policy(
	ctx context.Context,
	// A plan as JSON, as "terraform show -json PLANFILE" prints it.
	// +optional
	plan *dagger.File,
	// Check this environment alone: a file of environments/ or terraform/environments/, without .tfvars. A given plan says its own.
	// +optional
	only string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	repo := s.repository()
	if err := opa.Test(ctx, repo); err != nil {
		return "", err
	}
	if plan != nil {
		verdict, err := opa.Judge(ctx, repo, plan)
		if err != nil {
			return "", err
		}
		return verdict.Text(), verdict.Err()
	}
	names := []string{only}
	if only == "" {
		var err error
		if names, err = repo.Environments(ctx); err != nil {
			return "", err
		}
	}
	var text strings.Builder
	var refused []error
	for _, name := range names {
		first, err := opa.FirstPlan(ctx, repo, name)
		if err != nil {
			return "", fmt.Errorf("environment %s: %w", name, err)
		}
		verdict, err := opa.Judge(ctx, repo, first.JSON)
		if err != nil {
			return "", fmt.Errorf("environment %s: %w", name, err)
		}
		fmt.Fprintf(&text, "%s: a first deploy would make %d resources.\n%s", name, first.Summary.Add, verdict.Text())
		refused = append(refused, verdict.Err())
	}
	return text.String(), errors.Join(refused...)
}
