package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/walk"
)

// Deploy tests, builds, plans, pushes, signs, applies and verifies all services, and prints a summary.
//
// It is plan, push, sign and apply in a row: nothing changes before the plan is made, the policy passed it, and all is met that
// the environment demands of a release: tests, lint, scan, a signature of each image. It succeeds only when ECS completed this
// very deployment and every service answered; else it ends non-zero, with the same summary, and the images of the last release that
// served are brought back. What a service has to run before (before) runs once, before any service moves, and a failure of it ends the
// deploy there. With no AWS settings it deploys to
// an emulator inside this call; the summary says what of that was real and what was simulated.
// +cache="never"
func (s *Slipway) Deploy(
	ctx context.Context,
	// Private key to sign the release with, as signing-key makes it: file:PATH, env:NAME, or cmd:"COMMAND". Without any it is
	// signed with the key in KMS that the settings trust.
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
	// How to print the summary: text, json, markdown for a job's summary, or html for a page with a picture. The summary of a failure is text
	// instead of a page.
	// +default="text"
	format string,
	// Leave a release that does not serve as it is. Without this the last release that served is planned, judged, applied and verified
	// again, and the call fails all the same. Only images go back: settings and HCL stay those of this source.
	// +optional
	noRollback bool,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	return s.deploy(ctx, deployOptions{
		key: signKey, password: signPassword, kms: signKms, token: identityToken, vulnDB: vulnDB, vulnRegistry: vulnRegistry,
		format: format, noRollback: noRollback, lockWait: lockWait,
	}, func(*walk.Walk) error { return nil })
}

// deployOptions are how a deploy is to go, of an environment or a preview.
type deployOptions struct {
	key, password, token *dagger.Secret
	kms                  string
	vulnDB               string
	vulnRegistry         *dagger.Service
	format               string
	noRollback           bool
	lockWait             string
}

// deploy goes the whole way, with settings that are read and then made those of what is deployed.
func (s *Slipway) deploy(ctx context.Context, how deployOptions, of func(*walk.Walk) error) (string, error) {
	key, err := signing.Parse(signing.Key{Key: how.key, Password: how.password, KMS: how.kms, Token: how.token},
		signature.Names{Key: "--sign-key", Password: "--sign-password", KMS: "--sign-kms", Token: "--identity-token"})
	if err != nil {
		return "", err
	}
	if !slices.Contains(walk.Formats, how.format) {
		return "", fmt.Errorf("--format is %q: write one of %s", how.format, strings.Join(walk.Formats, ", "))
	}
	wait, err := runlock.ParseWait(how.lockWait)
	if err != nil {
		return "", err
	}
	w, err := walk.Begin(ctx, s.repository(), s.Env)
	if err != nil {
		return "", err
	}
	if err := of(w); err != nil {
		return "", err
	}
	w.Run = s.Run
	if key == nil && w.Settings.Release.Signed {
		key = signing.Trusted(w.Settings)
	}
	d := &walk.Deploy{
		Walk: w, AWS: s.Aws, Credentials: s.Credentials, Tasks: s.Tasks, Key: key, Known: scan.Database{Name: how.vulnDB, Registry: how.vulnRegistry},
		NoRollback: how.noRollback, Wait: wait,
	}
	defer d.Close(ctx)
	failure := engineerror.Told(d.Run(ctx))
	text, err := d.Summary(ctx, failure, how.format)
	if failure != nil {
		return "", errors.Join(err, errors.New(text)) // the summary begins with what failed
	}
	return text, err
}
