package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dagger/tests/internal/dagger"
)

// Versions changes a version in the list: generate must carry it into the files that repeat it, and into no other.
//
// That the list and the files of this source are in step is a check of the module itself.
// +check
func (t *Tests) Versions(ctx context.Context) error {
	edited, err := replace(ctx, t.Whole, "ci/versions.yaml", "version: v6.1.0", "version: v6.1.9")
	if err != nil {
		return err
	}
	changes := t.slipway(ctx, t.Source).Versions(dagger.SlipwayVersionsOpts{Source: edited})
	modified, err := changes.ModifiedPaths(ctx)
	if err != nil {
		return err
	}
	slices.Sort(modified)
	if want := []string{".github/workflows/ci.yml", ".github/workflows/environment.yml", ".github/workflows/plan.yml", ".github/workflows/release.yml",
		"ci/internal/scaffold/templates/ci.yml", "ci/internal/scaffold/templates/deploy.yml"}; !slices.Equal(modified, want) {
		return fmt.Errorf("an action's new version changes %v, want %v", modified, want)
	}
	text, err := changes.After().File(".github/workflows/environment.yml").Contents(ctx)
	if err != nil {
		return err
	}
	if err := wants(text, "# v6.1.9", "# v8.4.1"); err != nil {
		return err
	}
	empty, err := t.slipway(ctx, t.Source).Versions(dagger.SlipwayVersionsOpts{Source: dag.Directory()}).IsEmpty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return errors.New("it changes another repository")
	}
	gone, err := replace(ctx, t.Whole, ".github/workflows/plan.yml", "actions/checkout@", "actions/cache@")
	if err != nil {
		return err
	}
	_, err = t.slipway(ctx, t.Source).Versions(dagger.SlipwayVersionsOpts{Source: gone}).Sync(ctx)
	return refuses(err, "actions/checkout", ".github/workflows/plan.yml", "correct the place")
}
