package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
)

// Validate checks that the HCL of both stacks is formatted and valid. It needs neither credentials nor an emulator.
//
// It fails with the file and the line.
// +check
func (s *Slipway) Validate(ctx context.Context) error {
	source := s.base(terraformImage).
		WithMountedDirectory("/src/terraform", s.Source.Directory("terraform")).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithWorkdir("/src/terraform")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := tf(ctx, source, "terraform/ is not formatted: run terraform fmt -recursive terraform", "fmt", "-check", "-diff", "-recursive", "-no-color")
		return err
	})
	for _, in := range []stack{bootstrapStack, platformStack} {
		group.Go(func() error { return s.validateStack(ctx, source, in) })
	}
	return group.Wait()
}

func (s *Slipway) validateStack(ctx context.Context, source *dagger.Container, in stack) error {
	what := "terraform/stacks/" + string(in) + " is not valid"
	ctr := s.withProviders(source.WithWorkdir("/src/terraform/stacks/" + string(in)))
	ctr, err := tf(ctx, ctr, what, "init", "-no-color", "-backend=false", "-lockfile=readonly")
	if err != nil {
		return err
	}
	_, err = tf(ctx, ctr, what, "validate", "-no-color")
	return err
}

// withProviders has the providers in a folder of the container, so that no init downloads one: Terraform's own cache is
// not safe under parallel inits. The mirror's image brings them.
func (s *Slipway) withProviders(ctr *dagger.Container) *dagger.Container {
	if s.Mirror != "" {
		const plugins = "/usr/local/share/terraform/plugins"
		return ctr.WithMountedDirectory(plugins, s.base(terraformImage).Directory(plugins))
	}
	const folder, config = "/providers", "/providers.tfrc"
	downloaded := s.base(terraformImage).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithFile("/src/versions.tf", s.Source.File("terraform/modules/vpc/versions.tf")).
		WithFile("/src/.terraform.lock.hcl", s.Source.File("terraform/stacks/platform/.terraform.lock.hcl")).
		WithWorkdir("/src").
		WithExec([]string{"terraform", "providers", "mirror", folder}).
		Directory(folder)
	return ctr.WithMountedDirectory(folder, downloaded).
		WithNewFile(config, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", folder)).
		WithEnvVariable("TF_CLI_CONFIG_FILE", config)
}
