package main

import (
	"context"

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
	// One after the other: a download of the provider is not safe beside another.
	group.Go(func() error {
		for _, in := range []stack{bootstrapStack, platformStack} {
			if err := s.validateStack(ctx, source, in); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

func (s *Slipway) validateStack(ctx context.Context, source *dagger.Container, in stack) error {
	what := "terraform/stacks/" + string(in) + " is not valid"
	ctr := s.withProviderCache(source.WithWorkdir("/src/terraform/stacks/" + string(in)))
	ctr, err := tf(ctx, ctr, what, "init", "-no-color", "-backend=false", "-lockfile=readonly")
	if err != nil {
		return err
	}
	_, err = tf(ctx, ctr, what, "validate", "-no-color")
	return err
}

// withProviderCache keeps the providers that are downloaded. The mirror's image brings them; Terraform's cache is not
// safe under parallel inits, so one exec holds it at a time.
func (s *Slipway) withProviderCache(ctr *dagger.Container) *dagger.Container {
	if s.Mirror != "" {
		return ctr
	}
	const folder = "/root/.terraform.d/cache"
	return ctr.WithEnvVariable("TF_PLUGIN_CACHE_DIR", folder).
		WithMountedCache(folder, dag.CacheVolume("slipway-terraform-providers"),
			dagger.ContainerWithMountedCacheOpts{Sharing: dagger.CacheSharingModeLocked})
}
