package walk

import (
	"context"
	"errors"

	"dagger/slipway/internal/adopt"
	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

// adopted is a plan that takes into the state what an interrupted run left, and makes none of it a second time. It reads only. Where
// nothing was left it is the plan itself.
//
// Arguments are those that the first plan was made with.
func (w *Walk) adopted(ctx context.Context, first *stack.Planned, args ...string) (*stack.Planned, error) {
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return nil, err
	}
	clients := adopt.Clients(config, w.Target.Emulated, func(what string) { w.Story.Say("plan", what) })
	planned := first
	found, err := adopt.Converge(ctx, clients, first.Content, func(ctx context.Context, blocks string) ([]byte, error) {
		again, err := first.With(stack.AdoptFile, blocks).Plan(ctx, args...)
		var failed *toolbox.CommandError
		if errors.As(err, &failed) {
			return nil, &adopt.RefusedError{Err: err, Output: failed.Output}
		}
		if err != nil {
			return nil, err
		}
		planned = again
		return again.Content, nil
	})
	if err != nil {
		return nil, err
	}
	if len(found.Imports) > 0 {
		w.note("plan", "adopts %d resources that an interrupted run made and did not write down: %s", len(found.Imports), imports.Named(found.Imports))
	}
	for _, left := range found.Left {
		w.note("plan", "%s", left)
	}
	return planned, nil
}
