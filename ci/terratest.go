package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/dagger"
)

// Terratest applies both stacks to an emulator, by the Go tests of terraform/tests, and prints what passed.
//
// Apply, apply again (nothing may change), change one image, destroy (nothing may be left). It needs no account. With
// the source unchanged, the answer comes from the cache.
// +check
func (s *Slipway) Terratest(ctx context.Context) (string, error) {
	tests, err := s.Source.Glob(ctx, "terraform/tests/*_test.go")
	if err != nil {
		return "", fmt.Errorf("look for terraform/tests: %w", err)
	}
	if len(tests) == 0 {
		return "terraform/tests has no Go tests.\n", nil
	}
	settings, err := s.environment(ctx, "local")
	if err != nil {
		return "", err
	}
	code := func(ctr *dagger.Container) *dagger.Container {
		return ctr.
			WithMountedFile("/src/go.mod", s.Source.File("go.mod")).
			WithMountedFile("/src/go.sum", s.Source.File("go.sum")).
			WithMountedDirectory("/src/terraform/tests", s.Source.Directory("terraform/tests")).
			WithWorkdir("/src")
	}
	const packages = "./terraform/tests/..."
	// It compiles what is imported, too: the tests themselves wait more than they work.
	vet := code(s.golang()).WithExec(inTurn(programs, "go", "vet", packages), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, vet, "terraform/tests: go vet failed"); err != nil {
		return "", err
	}
	t := s.rehearsal(settings)
	t.aws = s.emulator("terratest").AsService()
	ctr := s.golang().WithFile("/usr/local/bin/terraform", s.base(terraformImage).File("/bin/terraform"))
	run := code(s.withTarget(ctr, t, platformStack)).
		WithExec([]string{"go", "test", "-vet=off", "-timeout", "30m", "-v", packages},
			dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, "terraform/tests failed"); err != nil {
		return "", err
	}
	return run.Stdout(ctx)
}
