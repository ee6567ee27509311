package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/ledger"
)

// RefreshInstances replaces the cluster's instances, and changes nothing else of the platform: by those of the release that
// cluster.ami_release names, or, where the settings name no image, by those of the newest one, which are kept until the next call.
//
// New instances come before old ones go, and their tasks move in between. It waits until Auto Scaling replaced all, and verifies the
// services as deploy does: where Auto Scaling gave up, it fails. instances shows which image there is, and which is the newest.
// +cache="never"
func (s *Slipway) RefreshInstances(
	ctx context.Context,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := s.outlives("there are no instances"); err != nil {
		return "", err
	}
	w, ctx, err := s.holding(ctx, string(ledger.Instances), lockWait, bootstrapped)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	applied, err := w.RefreshInstances(ctx)
	if err != nil {
		return "", servingNow(ctx, w, err)
	}
	if applied == nil {
		return fmt.Sprintf("Nothing is to replace in %s: the instances have the image that the settings name, or else the newest.\n%s", w.Settings.Name, w.Notes()), nil
	}
	return fmt.Sprintf("%s\n%sThe instances of %s were replaced, as release %d.\n", checksTable(applied.Checks), w.Notes(), w.Settings.Name, w.Number()), nil
}
