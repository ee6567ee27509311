package walk

import (
	"context"
	"fmt"

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
