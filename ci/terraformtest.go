package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/hcltest"
)

// hclTestsAtOnce bounds the memory: a provider takes 0.6 GB.
const hclTestsAtOnce = 2

// TerraformTest validates every module and stack, runs its tests and compares its README, and prints a table of the counts.
//
// The tests run with mocked providers: they need neither credentials nor an emulator. A module without tests, or without
// one that expects a refusal, fails. It fails with the name and the output of each test that failed.
// +check
func (s *Slipway) TerraformTest(
	ctx context.Context,
	// Test this folder of terraform/ alone, for example modules/vpc.
	// +optional
	folder string,
) (string, error) {
	folders, err := s.hclFolders(ctx)
	if err != nil {
		return "", err
	}
	if folder != "" {
		if !slices.Contains(folders, folder) {
			return "", fmt.Errorf("terraform/%s is neither a module nor a stack; there are %v", folder, folders)
		}
		folders = []string{folder}
	}
	results, failures := beside(folders, hclTestsAtOnce, func(folder string) (hcltest.Result, error) {
		result, err := s.testFolder(ctx, folder)
		if err != nil {
			err = fmt.Errorf("terraform/%s: %w", folder, err)
		}
		return result, err
	})
	if err := errors.Join(failures...); err != nil {
		return "", err
	}
	rows := [][]string{{"FOLDER", "TESTS PASSED", "OF WHICH REFUSALS"}}
	total := hcltest.Result{}
	for i, r := range results {
		rows = append(rows, []string{folders[i], strconv.Itoa(r.Passed), strconv.Itoa(r.Refusals)})
		total.Passed += r.Passed
		total.Refusals += r.Refusals
	}
	rows = append(rows, []string{"total", strconv.Itoa(total.Passed), strconv.Itoa(total.Refusals)})
	return table(rows), nil
}

// hclFolders are the modules and stacks, by their path in terraform/.
func (s *Slipway) hclFolders(ctx context.Context) ([]string, error) {
	files, err := s.Source.Directory("terraform").Glob(ctx, "*/*/versions.tf")
	if err != nil {
		return nil, fmt.Errorf("list terraform/: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("terraform/ has neither modules nor stacks: each has a versions.tf")
	}
	var folders []string
	for _, file := range files {
		folders = append(folders, path.Dir(file))
	}
	slices.Sort(folders)
	return folders, nil
}

func (s *Slipway) testFolder(ctx context.Context, folder string) (hcltest.Result, error) {
	var none hcltest.Result
	source := s.Source.Directory("terraform")
	tests, err := source.Glob(ctx, folder+"/tests/*.tftest.hcl")
	if err != nil {
		return none, err
	}
	refusals := 0
	for _, file := range tests {
		text, err := source.File(file).Contents(ctx)
		if err != nil {
			return none, err
		}
		refusals += hcltest.Refusals(text)
	}
	if refusals == 0 {
		return none, errors.New("no test expects a refusal: write tests/*.tftest.hcl with a run that has expect_failures")
	}
	ctr := s.withProviders(s.base(terraformImage)).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithMountedDirectory("/src/terraform", s.hclOf(folder)).
		WithWorkdir("/src/terraform/" + folder)
	if path.Dir(folder) == "modules" {
		if err := s.checkDocs(ctx, folder); err != nil {
			return none, err
		}
	}
	if ctr, err = tf(ctx, ctr, "init failed", "init", "-no-color", "-backend=false"); err != nil {
		return none, err
	}
	run := ctr.WithExec([]string{"terraform", "test", "-json"}, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	text, err := run.Stdout(ctx)
	if err != nil {
		return none, err
	}
	result, err := hcltest.Read([]byte(text))
	result.Refusals = refusals
	return result, err
}

// hclOf is what a folder's tests depend on: for a module itself, for a stack the modules too. A change elsewhere leaves
// its result in the cache.
func (s *Slipway) hclOf(folder string) *dagger.Directory {
	source := s.Source.Directory("terraform")
	if path.Dir(folder) == "modules" {
		return dag.Directory().WithDirectory(folder, source.Directory(folder))
	}
	return dag.Directory().WithDirectory("modules", source.Directory("modules")).WithDirectory(folder, source.Directory(folder))
}

// checkDocs compares the table in a module's README with its variables and outputs.
func (s *Slipway) checkDocs(ctx context.Context, folder string) error {
	source := s.Source.Directory("terraform")
	run := s.base(terraformImage).
		WithFile("/usr/local/bin/terraform-docs", s.goTool("terraform-docs", "github.com/terraform-docs/terraform-docs")).
		WithMountedDirectory("/src/"+folder, source.Directory(folder)).
		WithMountedFile("/src/.terraform-docs.yml", source.File(".terraform-docs.yml")).
		WithWorkdir("/src").
		WithExec([]string{"terraform-docs", "--config", ".terraform-docs.yml", "--output-check", folder},
			dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	return mustPass(ctx, run, "its README is out of date: run terraform-docs "+folder+" in terraform/")
}
