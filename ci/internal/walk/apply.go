package walk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/verification"
)

// Apply applies a plan, and tells what happens to the services meanwhile. With an empty plan it changes nothing, but that a service whose
// rollout had failed, and that ECS had nothing to take back to, begins another: what was wrong need not be in the plan.
func (w *Walk) Apply(ctx context.Context, p *Planned) (*deployment.Deployment, error) {
	stuck := verification.Stuck(ctx, w.Target)
	if !p.Summary.Empty() {
		began := p.began
		if began.IsZero() {
			began = time.Now()
		}
		err := w.applying(ctx, p.Planned)
		if err == nil {
			err = w.instancesReplaced(ctx, p, began)
		}
		if err != nil {
			return nil, err
		}
	}
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return nil, err
	}
	return deployed, w.tryAgain(ctx, deployed, stuck)
}

// applying applies a plan of the platform, and tells what happens to the services meanwhile. Terraform waits for a service to be steady until
// its time is up; one whose first rollout failed has nothing that ECS could take it back to, so that Terraform is told to end.
func (w *Walk) applying(ctx context.Context, p *stack.Planned) error {
	halt, began := make(chan struct{}), time.Now()
	var failed *rollout.FailedError
	stop := verification.Follow(ctx, w.Target, rollout.UntilStuck(began, w.progress, func(err *rollout.FailedError) {
		failed = err
		close(halt)
	}))
	err := w.Story.Waiting(func() error { _, err := p.ApplyUntil(ctx, halt); return err })
	stop()
	if err != nil && failed != nil {
		return errors.Join(failed, err)
	}
	return err
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
		return nil, fmt.Errorf("environment %s: %w", w.Target.Label(), err)
	}
	return deployed, nil
}

// Applied is a release that was applied and that serves.
type Applied struct {
	*deployment.Deployment
	Checks []verification.Check
}

// ApplyAndVerify is the end of apply, of deploy and of a rollback: it applies a plan and verifies what came of it, between the two halves
// of an entry in the ledger. A release that does not serve is rolled back, where the change does not say otherwise.
func (w *Walk) ApplyAndVerify(ctx context.Context, p *Planned, change Change) (*Applied, error) {
	entry, err := w.begin(ctx, p, change)
	if err != nil {
		return nil, err
	}
	done, failure := w.applyAndVerify(ctx, p, change.Kind)
	failure = w.lost(ctx, failure)
	entry.end(ctx, failure)
	if failure == nil {
		w.keepImages(ctx, entry.Begin)
		w.retire(ctx, p)
		return done, nil
	}
	return done, w.back(ctx, p, entry.Number, change, failure)
}

// applyAndVerify gives what it came to. Its error has the last words of the tasks that failed meanwhile.
func (w *Walk) applyAndVerify(ctx context.Context, p *Planned, kind ledger.Kind) (done *Applied, err error) {
	began := time.Now()
	done = &Applied{}
	defer func() {
		if err == nil {
			return
		}
		if words := verification.Stopped(ctx, w.Target, began); words != "" {
			err = fmt.Errorf("%w\n%s", err, words)
		}
	}()
	p, err = w.before(ctx, p, kind)
	if err != nil {
		return done, err
	}
	p, err = w.connect(ctx, p)
	if err != nil {
		return done, err
	}
	err = w.Story.Step(ctx, "apply", func(ctx context.Context) (string, error) {
		done.Deployment, err = w.Apply(ctx, p)
		return p.Summary.Counts(), err
	})
	if err != nil {
		return done, err
	}
	err = w.Story.Step(ctx, "verify", func(ctx context.Context) (string, error) {
		done.Checks, err = w.Verify(ctx, done.Deployment)
		return fmt.Sprintf("%d services", len(done.Checks)), err
	})
	return done, err
}
