package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/verification"
	"dagger/slipway/internal/walk"
)

// Deploy tests, builds, plans, pushes, signs, applies and verifies all services, and prints a summary.
//
// It is plan, push, sign and apply in a row: nothing changes before the plan is made, the policy passed it, and all is met that
// the environment demands of a release: tests, lint, scan, a signature of each image. It succeeds only when ECS completed this
// very deployment and every service answered; else it ends non-zero, with the same summary. With no AWS settings it deploys to
// an emulator inside this call; the summary says what of that was real and what was simulated.
// +cache="never"
func (s *Slipway) Deploy(
	ctx context.Context,
	// Private key to sign the release with, as signing-key makes it: file:PATH, env:NAME, or cmd:"COMMAND".
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
	// Vulnerability database to scan with, where the environment demands a scan, as in scan.
	// +optional
	vulnDB string,
	// Registry of --vuln-db, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
	// How to print the summary: text, json, or markdown for a job's summary.
	// +default="text"
	format string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	key, err := signing.Parse(signing.Key{Key: signKey, Password: signPassword, KMS: signKms, Token: identityToken},
		signature.Names{Key: "--sign-key", Password: "--sign-password", KMS: "--sign-kms", Token: "--identity-token"})
	if err != nil {
		return "", err
	}
	if !slices.Contains(formats, format) {
		return "", fmt.Errorf("--format is %q: write one of %s", format, strings.Join(formats, ", "))
	}
	w, err := walk.Begin(ctx, s.repository(), s.Env)
	if err != nil {
		return "", err
	}
	d := &deploy{Walk: w, slipway: s, key: key, known: scan.Database{Name: vulnDB, Registry: vulnRegistry}}
	err = d.run(ctx)
	text, rendered := d.summary(ctx, err, format)
	w.Close(ctx)
	switch {
	case err != nil && rendered == nil:
		return "", &deployError{summary: text, err: err}
	case err != nil:
		return "", errors.Join(err, rendered)
	}
	return text, rendered
}

// deploy is one call of Deploy and how far it came.
type deploy struct {
	*walk.Walk
	slipway *Slipway
	key     *signing.Key
	known   scan.Database

	bootstrap *bootstrap.Bootstrap
	release   *release.Release
	planned   *walk.Planned
	pushed    []release.Pushed
	deployed  *deployment.Deployment
	checks    []verification.Check
}

// run walks from the source to services that serve.
func (d *deploy) run(ctx context.Context) error {
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
		d.pushed, err = d.Push(ctx, d.release, d.key != nil)
		return sentCounts(d.pushed), err
	})
	if err != nil {
		return err
	}
	if d.key != nil {
		if err := d.Story.Step(ctx, "sign", d.sign); err != nil {
			return err
		}
	}
	if err := admitPlan(ctx, d.Walk, d.planned); err != nil {
		return err
	}
	d.deployed, d.checks, err = applyAndVerify(ctx, d.Walk, d.planned)
	return err
}

func (d *deploy) sign(ctx context.Context) (string, error) {
	signed, err := d.Signer.Sign(ctx, d.Registry, signable(d.Walk, d.pushed))
	return signing.Summary(signed), err
}

// prepare does all that can refuse the deploy, and then the first change, the bootstrap of an emulator. An emulator starts beside
// tests and builds; on an account, what is missing there is said before them.
func (d *deploy) prepare(ctx context.Context) (err error) {
	if d.Settings.Emulated || d.slipway.Aws != nil {
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
func (d *deploy) prepareEmulator(ctx context.Context) error {
	asking, leave := context.WithCancel(ctx)
	defer leave()
	return walk.Side(
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

func (d *deploy) target(ctx context.Context) error {
	return d.Story.Step(ctx, "target", func(ctx context.Context) (_ string, err error) {
		if err := d.Open(ctx, d.slipway.Aws, d.slipway.Credentials, d.key); err != nil {
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
func (d *deploy) source(ctx context.Context) error {
	built := make(chan struct{})
	var failed error
	images := func() ([]*artefact.Image, error) {
		<-built
		if failed != nil {
			return nil, errors.New("it was not scanned, as it was not built")
		}
		return d.release.Images, nil
	}
	return walk.Side(
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
		func() error { return walk.Admit(ctx, d.Story, d.Repo, d.Settings, images, d.known) })
}
