package terraformtest

import (
	"context"
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

const (
	goTests    = "terraform/tests"
	goPackages = "./" + goTests + "/..."
)

// RunGo runs the Go tests of terraform/tests against an emulator, and returns what they print.
func RunGo(ctx context.Context, repo repository.Repository) (string, error) {
	tests, err := repo.Source.Glob(ctx, goTests+"/*_test.go")
	if err != nil {
		return "", fmt.Errorf("look for %s: %w", goTests, err)
	}
	if len(tests) == 0 {
		return goTests + " has no Go tests.\n", nil
	}
	settings, err := repo.Settings(ctx, "local")
	if err != nil {
		return "", err
	}
	code := func(ctr *dagger.Container) *dagger.Container {
		return ctr.
			WithMountedFile("/src/go.mod", repo.Source.File("go.mod")).
			WithMountedFile("/src/go.sum", repo.Source.File("go.sum")).
			WithMountedDirectory("/src/"+goTests, repo.Source.Directory(goTests)).
			WithWorkdir("/src")
	}
	ctr := repo.Box.Go(toolbox.Tests)
	// It compiles what is imported, too: the tests themselves wait more than they work.
	if _, err := toolbox.Fetch(ctx, code(ctr), goTests+": go vet failed", toolbox.OneAtATime(toolbox.Programs, "go", "vet", goPackages)...); err != nil {
		return "", err
	}
	ctr = ctr.WithFile("/usr/local/bin/terraform", repo.Box.Base(toolbox.Terraform).File("/bin/terraform"))
	ctr = stack.Container(ctr, repo, cloud.Throwaway(repo.Box, settings, "terratest"), stack.Platform)
	tested, err := toolbox.Run(ctx, code(ctr), goTests+" failed", "sh", "-c", `exec "$@" 2>&1`, "sh",
		"go", "test", "-vet=off", "-timeout", "30m", "-v", goPackages)
	if err != nil {
		return "", err
	}
	return tested.Stdout(ctx)
}
