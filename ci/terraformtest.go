package main

import (
	"context"
	"strconv"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/hcltest"
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
