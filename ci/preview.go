package main

import (
	"context"
	"fmt"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/destroy"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/preview"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/walk"
)

// Preview has the previews of an environment: its services once more, as a pull request has them.
type Preview struct {
	// +private
	Pipeline *Slipway
}

// Preview deploys previews of the environment, lists them and takes them down.
//
// A preview stands on the network, load balancer and cluster of its base, the environment that --env names and that must be deployed. It has
// services, data, state, ledger and lock of its own, and is asked at its name before the base's: pr-12.shop.example.com. Repositories,
// secrets and roles are the base's. The base must say that it is no production (tier = "test").
// +cache="never"
func (s *Slipway) Preview() *Preview { return &Preview{Pipeline: s} }

// Up deploys this source as a preview, from tests to verification as deploy does, and prints deploy's summary. Of a preview that is there
// it changes what differs, and its time to live begins anew.
//
// Jobs stay out of it. Its data is its own, empty at first, and goes with it.
// +cache="never"
func (p *Preview) Up(
	ctx context.Context,
	// Name of the preview: at most 12 lower-case letters, digits and single hyphens, such as pr-12.
	name string,
	// How long it lives from now on: 1h to 720h. `preview reap` takes it down afterwards.
	// +default="72h"
	ttl string,
	// Private key to sign the release with, as in deploy.
	// +optional
	signKey *dagger.Secret,
	// Its password.
	// +optional
	signPassword *dagger.Secret,
	// Key in KMS to sign with instead: awskms:///alias/NAME.
	// +optional
	signKms string,
	// OIDC token of a workflow to sign with instead.
	// +optional
	identityToken *dagger.Secret,
	// Vulnerability database to scan with, where the base demands a scan, as in scan.
	// +optional
	vulnDB string,
	// Registry of --vuln-db, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
	// How to print the summary: text, json, markdown or html, as in deploy.
	// +default="text"
	format string,
	// Leave a release that does not serve as it is, as in deploy.
	// +optional
	noRollback bool,
	// How long to wait for another run that holds this preview, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	lives, err := preview.ParseTTL(ttl)
	if err != nil {
		return "", err
	}
	if err := p.Pipeline.outlives("there is nothing that a preview could stand on"); err != nil {
		return "", err
	}
	return p.Pipeline.deploy(ctx, deployOptions{
		key: signKey, password: signPassword, kms: signKms, token: identityToken, vulnDB: vulnDB, vulnRegistry: vulnRegistry,
		format: format, noRollback: noRollback, lockWait: lockWait,
	}, func(w *walk.Walk) error { return w.AsPreview(name, lives) })
}

// List shows the previews that there are: until when they live, who deployed them, and from which run. It only reads.
// +cache="never"
func (p *Preview) List(
	ctx context.Context,
	// How to print it: text or json.
	// +default="text"
	format string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := textOrJSON(format); err != nil {
		return "", err
	}
	w, records, err := p.open(ctx)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if format == "json" {
		return preview.JSON(records, time.Now())
	}
	return preview.Text(records, time.Now()), nil
}

// Down takes a preview down, with its data, and says what went. Nothing of its base or of another preview is changed. One that is not
// there is no error.
// +cache="never"
func (p *Preview) Down(
	ctx context.Context,
	// Name of the preview.
	name string,
	// How long to wait for another run that holds this preview, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	wait, err := runlock.ParseWait(lockWait)
	if err != nil {
		return "", err
	}
	w, err := p.Pipeline.standing(ctx, "there are no previews")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	return destroy.Preview(ctx, w, name, wait, func(preview.Record) bool { return true })
}

// Reap takes down the previews whose time has come, one after the other, and says what became of each.
//
// One that can't be taken down does not stop the others; the call then ends non-zero. It needs none of the settings that the previews were made from.
// +cache="never"
func (p *Preview) Reap(
	ctx context.Context,
	// How long to wait, for each, for another run that holds it, such as 10m.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	wait, err := runlock.ParseWait(lockWait)
	if err != nil {
		return "", err
	}
	w, records, err := p.open(ctx)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	now := time.Now()
	return preview.Reap(records, now, func(due preview.Record) (string, error) {
		text, err := destroy.Preview(ctx, w, due.Name, wait, func(r preview.Record) bool { return r.Due(now) })
		return text, engineerror.Told(err)
	})
}

func (p *Preview) open(ctx context.Context) (*walk.Walk, []preview.Record, error) {
	w, err := p.Pipeline.standing(ctx, "there are no previews")
	if err != nil {
		return nil, nil, err
	}
	store, err := w.Previews(ctx)
	if err != nil {
		w.Close(ctx)
		return nil, nil, err
	}
	records, err := store.List(ctx)
	if err != nil {
		w.Close(ctx)
		return nil, nil, fmt.Errorf("list the previews of %s: %w", w.Settings.Name, err)
	}
	return w, records, nil
}
