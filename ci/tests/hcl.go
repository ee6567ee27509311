package main

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"dagger/tests/internal/dagger"
)

// terraformImage is the module's own, in ../images.go.
var terraformImage = regexp.MustCompile(`terraformImage = "([^"]+)"`)

// Hcl runs the Terraform tests of every module and stack, with mocked providers.
// +check
func (t *Tests) Hcl(ctx context.Context) error {
	source := t.Source.Directory("terraform")
	files, err := source.Glob(ctx, "*/*/tests/*.tftest.hcl")
	if err != nil {
		return err
	}
	folders := map[string]bool{}
	for _, file := range files {
		folders[path.Dir(path.Dir(file))] = true
	}
	modules, err := source.Directory("modules").Entries(ctx)
	if err != nil {
		return err
	}
	for _, m := range modules {
		if m = path.Join("modules", m); !folders[m] {
			return fmt.Errorf("terraform/%s has no tests", m)
		}
	}
	text, err := t.Source.File("ci/images.go").Contents(ctx)
	if err != nil {
		return err
	}
	image := terraformImage.FindStringSubmatch(text)
	if image == nil {
		return fmt.Errorf("ci/images.go names no terraformImage")
	}
	ctr := t.terraform(image[1]).WithMountedDirectory("/src", source)
	// One exec for each, so that an unchanged module's tests come from the cache; one after the other, as a provider
	// takes half a gigabyte.
	for folder := range folders {
		run := ctr.WithWorkdir("/src/" + folder).
			WithExec([]string{"terraform", "init", "-no-color", "-backend=false"}).
			WithExec([]string{"terraform", "test", "-no-color"})
		if _, err := run.Sync(ctx); err != nil {
			return fmt.Errorf("terraform/%s: %w", folder, err)
		}
	}
	return nil
}

func (t *Tests) terraform(image string) *dagger.Container {
	if t.Mirror != "" {
		tag, _, _ := strings.Cut(image, "@")
		return dag.Container().From(t.Mirror + "/" + tag)
	}
	const folder = "/root/.terraform.d/cache"
	return dag.Container().From(image).
		WithEnvVariable("TF_PLUGIN_CACHE_DIR", folder).
		WithMountedCache(folder, dag.CacheVolume("slipway-terraform-providers"),
			dagger.ContainerWithMountedCacheOpts{Sharing: dagger.CacheSharingModeLocked})
}
