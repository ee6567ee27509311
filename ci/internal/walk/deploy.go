package walk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/stack"
)

// Deploy is the whole way, and how far a call came on it.
type Deploy struct {
	*Walk
	AWS         *dagger.Service
	Credentials *dagger.Secret
	Tasks       string        // how those of an emulator run that starts in this call
	Key         *signing.Key  // to sign with, or nil
	Known       scan.Database // of vulnerabilities
	NoRollback  bool          // of a release that does not serve
	Wait        time.Duration // for another run that holds the environment
	// Alter makes another release of what was built; nil leaves it. A rehearsal has releases that nobody wrote.
	Alter func(context.Context, *release.Release) error

	bootstrap *bootstrap.Bootstrap
	release   *release.Release
	planned   *Planned
	pushed    []release.Pushed
	applied   *Applied
}

// Planned is what the run planned, or nil.
func (d *Deploy) Planned() *Planned { return d.planned }

// Run walks from the source to services that serve.
func (d *Deploy) Run(ctx context.Context) error {
	ctx = d.Guard(ctx, string(ledger.Deploy), d.Wait)
	return d.lost(ctx, d.run(ctx))
}

func (d *Deploy) run(ctx context.Context) error {
	if err := d.prepare(ctx); err != nil {
		return err
	}
	err := d.Story.Step(ctx, "push", func(ctx context.Context) (_ string, err error) {
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
	if err := d.Preflight(ctx, d.planned); err != nil {
		return err
	}
	d.applied, err = d.ApplyAndVerify(ctx, d.planned, Change{Kind: ledger.Deploy, Revision: d.release.Revision, NoRollback: d.NoRollback})
	return err
}

func (d *Deploy) sign(ctx context.Context) (string, error) {
	signed, err := d.Sign(ctx, d.pushed)
	return signing.Summary(signed), err
}

// prepare does all that can refuse the deploy, and then the first change where one is due: the bootstrap of an emulator. The
// emulator starts, and the plan is made, beside tests and builds; what a person has to make first is asked for before them.
func (d *Deploy) prepare(ctx context.Context) error {
	asking, leave := context.WithCancel(ctx)
	defer leave()
	target := sync.OnceValue(func() error { return d.target(asking) })
	bootstrap := sync.OnceValue(func() error {
		if err := target(); err != nil {
			return err
		}
		return d.Story.Step(asking, "bootstrap", d.checkBootstrap)
	})
	build := sync.OnceValue(func() error { return d.Story.Step(ctx, "build", d.build) })
	var early error
	plan := func() error {
		if target() == nil && build() == nil { // else they are the reason
			early = d.planEarly(asking)
		}
		return nil
	}
	source := func() error {
		err := Side(build, func() error { return d.Admit(ctx, d.built(build), d.Known) })
		if err != nil {
			leave() // a person need not wait for the emulator
		}
		return err
	}
	if d.Credentials != nil || !d.Settings.Emulated && d.AWS == nil { // they may be a role's
		if err := d.require(ctx, target, bootstrap); err != nil {
			return err
		}
	}
	if err := Side(unlessLeft(ctx, asking, bootstrap), plan, source); err != nil {
		return err
	}
	if d.bootstrap.Needed() {
		err := d.Story.Step(ctx, "bootstrap", func(ctx context.Context) (string, error) { return d.makeBootstrap(ctx, d.bootstrap) })
		if err != nil {
			return err
		}
		d.planned, early = nil, nil // the plan may have lacked what is there now
		if err := d.Lock(ctx); err != nil {
			return err // the table of locks was not there before
		}
	}
	if err := d.Signer.Ready(ctx); err != nil {
		return err
	}
	if d.planned == nil && early == nil {
		d.planned, early = d.Plan(ctx, d.release)
	}
	return early
}

// require refuses, before tests and builds, where something is missing that a person has to make.
func (d *Deploy) require(ctx context.Context, target, bootstrap func() error) error {
	if err := target(); err != nil || d.Target.Place().Lenient() {
		return err
	}
	if err := bootstrap(); err != nil {
		return err
	}
	return d.Lock(ctx) // the right to it comes with the bootstrap: what that lacks is said first
}

// unlessLeft keeps quiet about a part that was left because of another.
func unlessLeft(ctx, asking context.Context, part func() error) func() error {
	return func() error {
		err := part()
		if asking.Err() != nil && ctx.Err() == nil {
			return nil
		}
		return err
	}
}

func (d *Deploy) target(ctx context.Context) error {
	return d.Story.Step(ctx, "target", func(ctx context.Context) (string, error) {
		if err := d.Open(ctx, d.AWS, d.Credentials, d.Tasks, d.Key); err != nil {
			return "", err
		}
		if d.Target.Preview != "" { // an emulator would be bootstrapped first, and then have nothing to stand on
			if _, err := d.base(ctx); err != nil {
				return "", err
			}
		}
		if d.Target.Place().Lenient() { // before a plan, which would be of what another run changes
			if err := d.Lock(ctx); err != nil {
				return "", err
			}
		}
		return d.Target.String(), d.Signer.Check(ctx)
	})
}

func (d *Deploy) checkBootstrap(ctx context.Context) (_ string, err error) {
	if d.bootstrap, err = d.CheckBootstrap(ctx); err != nil {
		return "", err
	}
	if d.bootstrap.Needed() {
		return "to make, once nothing refuses the release", nil
	}
	return "is there", nil
}

func (d *Deploy) build(ctx context.Context) (_ string, err error) {
	if d.release, err = d.Build(ctx); err != nil {
		return "", err
	}
	if d.Alter != nil {
		if err := d.Alter(ctx, d.release); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d images", len(d.release.Images)), nil
}

// built are the images once they are built.
func (d *Deploy) built(build func() error) Images {
	return func() ([]*artefact.Image, error) {
		if build() != nil {
			return nil, errors.New("it was not scanned, as it was not built")
		}
		return d.release.Images, nil
	}
}

// planEarly plans where the environment was bootstrapped before.
func (d *Deploy) planEarly(ctx context.Context) error {
	state, err := d.Target.State(ctx, d.Account, stack.Bootstrap)
	if err == nil && state.Exists {
		d.planned, err = d.Plan(ctx, d.release)
	}
	return err
}
