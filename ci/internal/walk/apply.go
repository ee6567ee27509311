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
	done := p.Root
	if !p.Summary.Empty() {
		stop := verification.Follow(ctx, w.Target, w.progress)
		err := w.Story.Waiting(func() (err error) { done, err = p.Apply(ctx); return err })
		stop()
		if err != nil {
			return nil, err
		}
	}
	outputs, err := done.Outputs(ctx)
	if err != nil {
		return nil, err
	}
	return deployment.Read(outputs)
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
	if !state.Exists {
		return nil, fmt.Errorf("environment %s: %w", w.Target.Name, deployment.ErrNone)
	}
	root, err := stack.Open(w.Repo, w.Target, stack.Platform, w.Account).Init(ctx)
	if err != nil {
		return nil, err
	}
	outputs, err := root.Outputs(ctx)
	if err != nil {
		return nil, err
	}
	return deployment.Read(outputs)
}
