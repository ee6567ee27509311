package walk

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/verification"
)

// Deploy is the whole way, and how far a call came on it.
type Deploy struct {
	*Walk
	AWS         *dagger.Service
	Credentials *dagger.Secret
	Key         *signing.Key  // to sign with, or nil
	Known       scan.Database // of vulnerabilities

	bootstrap *bootstrap.Bootstrap
	release   *release.Release
	planned   *Planned
	pushed    []release.Pushed
	deployed  *deployment.Deployment
	checks    []verification.Check
}

// Run walks from the source to services that serve.
func (d *Deploy) Run(ctx context.Context) error {
	if err := d.prepare(ctx); err != nil {
		return err
	}
	err := d.Story.Step(ctx, "plan", func(ctx context.Context) (_ string, err error) {
		if d.planned, err = d.Plan(ctx, d.release); err != nil {
			return "", err
		}
		return d.planned.Summary.Counts() + " " + d.planned.Verdict.Counts(), nil
	})
	if err != nil {
		return err
	}
	err = d.Story.Step(ctx, "push", func(ctx context.Context) (_ string, err error) {
		d.pushed, err = d.Push(ctx, d.release, d.Key != nil)
		return release.Counts(d.pushed), err
	})
	if err != nil {
		return err
	}
	if d.Key != nil {
		if err := d.Story.Step(ctx, "sign", d.sign); err != nil {
			return err
		}
	}
	if err := d.AdmitPlan(ctx, d.planned); err != nil {
		return err
	}
	d.deployed, d.checks, err = d.ApplyAndVerify(ctx, d.planned)
	return err
}

func (d *Deploy) sign(ctx context.Context) (string, error) {
	signed, err := d.Sign(ctx, d.pushed)
	return signing.Summary(signed), err
}

// prepare does all that can refuse the deploy, and then the first change, the bootstrap of an emulator. An emulator starts beside
// tests and builds; on an account, what is missing there is said before them.
func (d *Deploy) prepare(ctx context.Context) (err error) {
	if d.Settings.Emulated || d.AWS != nil {
		err = d.prepareEmulator(ctx)
	} else if err = d.target(ctx); err == nil {
		err = d.source(ctx)
	}
	if err != nil {
		return err
	}
	return d.Story.Step(ctx, "bootstrap", d.bootstrap.Make)
}

// prepareEmulator leaves the emulator once the source is refused: a person need not wait for it.
func (d *Deploy) prepareEmulator(ctx context.Context) error {
	asking, leave := context.WithCancel(ctx)
	defer leave()
	return Side(
		func() error {
			err := d.target(asking)
			if asking.Err() != nil && ctx.Err() == nil {
				return nil // what the source lacks is the reason
			}
			return err
		},
		func() error {
			err := d.source(ctx)
			if err != nil {
				leave()
			}
			return err
		})
}

func (d *Deploy) target(ctx context.Context) error {
	return d.Story.Step(ctx, "target", func(ctx context.Context) (_ string, err error) {
		if err := d.Open(ctx, d.AWS, d.Credentials, d.Key); err != nil {
			return "", err
		}
		if err := d.Signer.Check(ctx); err != nil {
			return "", err
		}
		d.bootstrap, err = d.CheckBootstrap(ctx)
		return d.Target.String(), err
	})
}

// source asks for all that the environment demands, beside the builds.
func (d *Deploy) source(ctx context.Context) error {
	built := make(chan struct{})
	var failed error
	images := func() ([]*artefact.Image, error) {
		<-built
		if failed != nil {
			return nil, errors.New("it was not scanned, as it was not built")
		}
		return d.release.Images, nil
	}
	return Side(
		func() error {
			defer close(built)
			failed = d.Story.Step(ctx, "build", func(ctx context.Context) (_ string, err error) {
				if d.release, err = d.Build(ctx); err != nil {
					return "", err
				}
				return fmt.Sprintf("%d images", len(d.release.Images)), nil
			})
			return failed
		},
		func() error { return Admit(ctx, d.Story, d.Repo, d.Settings, images, d.Known) })
}
