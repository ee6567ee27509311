// Package terraformtest runs the tests of terraform/: those of each module and stack, and those in Go that apply all of it.
package terraformtest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/hcltest"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Tested is what the tests of a folder came to.
type Tested struct {
	// Folder is a path in terraform/.
	Folder string
	hcltest.Result
}

// Run tests the modules and stacks, or one folder alone. Each is validated, and a module's README compared.
func Run(ctx context.Context, repo repository.Repository, folder string) ([]Tested, error) {
	all, err := folders(ctx, repo)
	if err != nil {
		return nil, err
	}
	if folder != "" {
		if !slices.Contains(all, folder) {
			return nil, fmt.Errorf("terraform/%s is neither a module nor a stack: write one of %v", folder, all)
		}
		all = []string{folder}
	}
	tested, failures := toolbox.Parallel(all, toolbox.Workers(stack.Memory), func(folder string) (Tested, error) {
		result, err := test(ctx, repo, folder)
		if err != nil {
			err = fmt.Errorf("terraform/%s: %w", folder, err)
		}
		return Tested{folder, result}, err
	})
	return tested, errors.Join(failures...)
}

// folders are the modules and stacks of the repository's own, by their path in terraform/.
func folders(ctx context.Context, repo repository.Repository) ([]string, error) {
	files, err := repo.Source.Directory("terraform").Glob(ctx, "*/*/versions.tf")
	if err != nil {
		return nil, fmt.Errorf("list terraform/: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("terraform/ has neither modules nor stacks: add one, in terraform/modules/NAME with a versions.tf, or remove the folder")
	}
	var folders []string
	for _, file := range files {
		if part, _, _ := strings.Cut(file, "/"); !slices.Contains(repo.Shipped, part) {
			folders = append(folders, path.Dir(file))
		}
	}
	slices.Sort(folders)
	return folders, nil
}

// testScript leaves the answer in a file. Of a failure it also shows the answer, less the lines that only say how far a test is.
const testScript = `terraform test -json >/tests.json || { code=$?; grep -v '"progress":"running"' /tests.json >&2; exit "$code"; }`

func test(ctx context.Context, repo repository.Repository, folder string) (hcltest.Result, error) {
	refusals, err := refusals(ctx, repo, folder)
	if err != nil {
		return hcltest.Result{}, err
	}
	if path.Dir(folder) == "modules" {
		if err := checkReadme(ctx, repo, folder); err != nil {
			return hcltest.Result{}, err
		}
	}
	ctr := stack.Providers(repo.Box.Base(toolbox.Terraform), repo).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithMountedDirectory("/src/terraform", inputs(repo, folder)).
		WithWorkdir("/src/terraform/" + folder)
	ctr, err = toolbox.Run(ctx, ctr, "init failed", "terraform", "init", "-no-color", "-backend=false")
	if err != nil {
		return hcltest.Result{}, err
	}
	text, err := toolbox.Read(ctx, ctr.WithExec([]string{"sh", "-uc", testScript}).File("/tests.json"), "terraform test failed")
	var failed *toolbox.CommandError
	if errors.As(err, &failed) {
		if _, said := hcltest.Read([]byte(failed.Output)); said != nil {
			err = said
		}
	}
	if err != nil {
		return hcltest.Result{}, err
	}
	result, err := hcltest.Read(text)
	result.Refusals = refusals
	return result, err
}

// refusals counts the tests of a folder that expect a refusal: a module that refuses nothing has rules that nobody tried.
func refusals(ctx context.Context, repo repository.Repository, folder string) (int, error) {
	files, err := repo.Read(ctx, "terraform/"+folder+"/tests/*.tftest.hcl")
	if err != nil {
		return 0, err
	}
	count := 0
	for _, text := range files {
		count += hcltest.Refusals(string(text))
	}
	if count == 0 {
		return 0, errors.New("no test expects a refusal: write tests/*.tftest.hcl with a run that has expect_failures")
	}
	return count, nil
}

// inputs is what a folder's tests depend on: for a module itself, for a stack the modules too. A change elsewhere leaves
// its result in the cache.
func inputs(repo repository.Repository, folder string) *dagger.Directory {
	source := repo.Source.Directory("terraform")
	own := dag.Directory().WithDirectory(folder, source.Directory(folder))
	if path.Dir(folder) == "modules" {
		return own
	}
	return own.WithDirectory("modules", source.Directory("modules"))
}

// checkReadme compares the table in a module's README with its variables and outputs.
func checkReadme(ctx context.Context, repo repository.Repository, folder string) error {
	source := repo.Source.Directory("terraform")
	ctr := repo.Box.Base(toolbox.Terraform).
		WithFile("/usr/local/bin/terraform-docs", repo.Box.GoTool("terraform-docs", "github.com/terraform-docs/terraform-docs")).
		WithMountedDirectory("/src/"+folder, source.Directory(folder)).
		WithMountedFile("/src/.terraform-docs.yml", source.File(".terraform-docs.yml")).
		WithWorkdir("/src")
	_, err := toolbox.Run(ctx, ctr, "its README is out of date: run terraform-docs "+folder+" in terraform/",
		"terraform-docs", "--config", ".terraform-docs.yml", "--output-check", folder)
	return err
}
