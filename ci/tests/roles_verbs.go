package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/tests/internal/dagger"
)

// looked is what the plan role is for.
func (r *roles) looked(ctx context.Context, e *emulated) error {
	plan, err := r.by(ctx, "plan", r.another(), e)
	if err != nil {
		return err
	}
	var failed []error
	for name, look := range map[string]func() (string, error){
		"plan":           func() (string, error) { return plan.Plan().Summary(ctx) },
		"bootstrap plan": func() (string, error) { return plan.Bootstrap().Plan(ctx) },
		"releases":       func() (string, error) { return plan.Releases(ctx) },
		"status":         func() (string, error) { return plan.Status(ctx) },
		"drift":          func() (string, error) { return plan.Drift(ctx) },
		"lock status":    func() (string, error) { return plan.Lock().Status(ctx) },
	} {
		if _, err := look(); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errors.Join(failed...), r.denied(ctx, e))
}

func (r *roles) rolledBack(ctx context.Context, e *emulated) error {
	apply, err := r.by(ctx, "apply", r.another(), e)
	if err != nil {
		return err
	}
	said, err := apply.Rollback(ctx)
	if err != nil {
		return err
	}
	if _, err := apply.Restart(ctx); err != nil {
		return err
	}
	if _, err := apply.Logs(ctx, dagger.SlipwayLogsOpts{Service: "catalog"}); err != nil { // which the role that plans may not read
		return err
	}
	ran, err := apply.Task(ctx, "catalog")
	if err != nil {
		return err
	}
	return errors.Join(wants(said, "release 1"), wants(ran, "ended with exit code 0"), r.denied(ctx, e))
}

// destroyed takes it down with the settings as they are: a destroy lifts the protections by itself, of what the call names.
func (r *roles) destroyed(ctx context.Context, e *emulated) error {
	apply, err := r.by(ctx, "apply", r.Source, e)
	if err != nil {
		return err
	}
	if _, err := apply.Destroy(ctx, dagger.SlipwayDestroyOpts{Data: []string{"table/slipway-" + r.env + "-orders", "table/slipway-" + r.env + "-products"}}); err != nil {
		return err
	}
	return r.denied(ctx, e)
}
