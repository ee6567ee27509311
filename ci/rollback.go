package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/rollback"
	"dagger/slipway/internal/walk"
)

// Rollback brings back the images of an earlier release that served: it plans with them, asks the policy, applies and verifies.
//
// Without a number it takes the last release that succeeded and has other images than what is deployed. It names the release, and which
// services go back, before it changes anything. Only images go back: settings and HCL are those of this source, and data stays as it is,
// so a migration or a dropped table does not come back, and nothing runs that services have to run before a release (before). Tests, lint and scan are not asked again: the images passed them once. The
// policy, the registry and the signatures are. It is a release of its own in the ledger. releases lists those there are.
// +cache="never"
func (s *Slipway) Rollback(
	ctx context.Context,
	// Number of the release whose images to bring back, as releases lists it.
	// +optional
	to int,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := s.outlives("nothing to roll back"); err != nil {
		return "", err
	}
	w, ctx, err := s.holding(ctx, string(ledger.Rollback), lockWait, bootstrapped)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	release, images, err := goal(ctx, w, to)
	if err != nil {
		return "", err
	}
	what := fmt.Sprintf("release %d of %s, by %s:\n%s", release.Number, release.At.Format("2006-01-02 15:04 UTC"), release.By, rollback.Text(images, *release, w.Settings.Before))
	w.Story.Say("rollback", "to "+what)
	applied, err := w.RollBack(ctx, images, release)
	if err != nil {
		return "", servingNow(ctx, w, err)
	}
	return fmt.Sprintf("Rolled back to %s\n\n%s\n%sIt serves at %s, as release %d.\n", what, checksTable(applied.Checks), w.Notes(), applied.URL, w.Number()), nil
}

// goal is the release of a number, or without one the last that served and has other images than what is deployed; and those images.
func goal(ctx context.Context, w *walk.Walk, number int) (*ledger.Release, rollback.Images, error) {
	releases, err := w.Ledger(ctx)
	if err != nil {
		return nil, rollback.Images{}, err
	}
	if number != 0 {
		found, err := releases.Find(ctx, number)
		if err != nil {
			return nil, rollback.Images{}, err
		}
		images, err := w.Back(ctx, found)
		return found, images, err
	}
	live, before, err := releases.Before(ctx)
	if err != nil {
		return nil, rollback.Images{}, err
	}
	if live == nil {
		return nil, rollback.Images{}, errors.New("no release has succeeded yet, so there is nothing to go back to: run deploy; nothing was changed")
	}
	for _, release := range []*ledger.Release{live, before} {
		if release == nil {
			continue
		}
		// The live one is deployed, unless one came after it that failed and was left.
		if images, err := w.Back(ctx, release); err != nil || len(images.Changed) > 0 {
			return release, images, err
		}
	}
	return nil, rollback.Images{}, fmt.Errorf("no release that succeeded before has other images than what is deployed: `releases` lists them, and --to names one. Settings and HCL do not come back "+
		"by a rollback: check out the commit of the one that you want back, the last that served being of %s, and run deploy; nothing was changed", rollback.Source(*live))
}
