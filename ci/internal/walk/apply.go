package walk

import (
	"context"
	"fmt"
	"time"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/verification"
)

// Apply applies a plan, and tells what happens to the services meanwhile. With an empty plan it changes nothing.
func (w *Walk) Apply(ctx context.Context, p *Planned) (*deployment.Deployment, error) {
	if !p.Summary.Empty() {
		stop := verification.Follow(ctx, w.Target, w.progress)
		err := w.Story.Waiting(func() error { _, err := p.Apply(ctx); return err })
		stop()
		if err != nil {
			return nil, err
		}
	}
	return w.Deployed(ctx)
}

// Verify asks whether ECS completed this very deployment and every service answers.
func (w *Walk) Verify(ctx context.Context, d *deployment.Deployment) (checks []verification.Check, err error) {
	err = w.Story.Waiting(func() (err error) {
		checks, err = verification.Verify(ctx, w.Target, d, w.progress)
		return err
	})
	return checks, err
}

// Deployed is what is deployed now, by the state.
func (w *Walk) Deployed(ctx context.Context) (*deployment.Deployment, error) {
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	if err != nil {
		return nil, err
	}
	deployed, err := deployment.Read(state.Outputs)
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", w.Target.Name, err)
	}
	return deployed, nil
}

// AdmitPlan refuses a plan whose images are not in the registry, or not signed as the environment demands.
func (w *Walk) AdmitPlan(ctx context.Context, p *Planned) error {
	step, note := "images", "in the registry"
	if w.Settings.Release.Signed {
		step, note = "signatures", "verified"
	}
	return w.Story.Step(ctx, step, func(ctx context.Context) (string, error) { return note, w.shippable(ctx, p) })
}

// ApplyAndVerify is the end of apply and of deploy. Its error has the last words of the tasks that failed meanwhile.
func (w *Walk) ApplyAndVerify(ctx context.Context, p *Planned) (deployed *deployment.Deployment, checks []verification.Check, err error) {
	began := time.Now()
	defer func() {
		if err == nil {
			return
		}
		if words := verification.Stopped(ctx, w.Target, began); words != "" {
			err = fmt.Errorf("%w\n%s", err, words)
		}
	}()
	err = w.Story.Step(ctx, "apply", func(ctx context.Context) (string, error) {
		deployed, err = w.Apply(ctx, p)
		return p.Summary.Counts(), err
	})
	if err != nil {
		return nil, nil, err
	}
	err = w.Story.Step(ctx, "verify", func(ctx context.Context) (string, error) {
		checks, err = w.Verify(ctx, deployed)
		return fmt.Sprintf("%d services", len(checks)), err
	})
	return deployed, checks, err
}
