package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/hcltest"
	"dagger/slipway/internal/opa"
	"dagger/slipway/internal/terraformtest"
)

// TerraformTest validates every module and stack of the repository's own, runs its tests and compares its README, and prints a table of the counts.
//
// The tests run with mocked providers: they need neither credentials nor an emulator. A module without tests, or without
// one that expects a refusal, fails. It fails with the name and the output of each test that failed.
// +check
func (s *Slipway) TerraformTest(
	ctx context.Context,
	// Test this folder of terraform/ alone, for example modules/vpc.
	// +optional
	folder string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	tested, err := terraformtest.Run(ctx, s.repository(), folder)
	if err != nil {
		return "", err
	}
	if len(tested) == 0 {
		return "All modules and stacks come with Slipway, which tests them: there are none of this repository's own.\n", nil
	}
	rows := [][]string{{"FOLDER", "TESTS PASSED", "OF WHICH REFUSALS"}}
	total := hcltest.Result{}
	for _, t := range tested {
		rows = append(rows, []string{t.Folder, strconv.Itoa(t.Passed), strconv.Itoa(t.Refusals)})
		total.Passed += t.Passed
		total.Refusals += t.Refusals
	}
	return table(append(rows, []string{"total", strconv.Itoa(total.Passed), strconv.Itoa(total.Refusals)})), nil
}

// Terratest applies both stacks to an emulator, by the Go tests of terraform/tests, and prints what passed.
//
// Apply, apply again (nothing may change), change one image, destroy (nothing may be left). It needs no account. With
// the source unchanged, the answer comes from the cache.
// +check
func (s *Slipway) Terratest(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	return terraformtest.RunGo(ctx, s.repository())
}

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
