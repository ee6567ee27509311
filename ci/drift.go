package main

import (
	"context"
	"errors"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/gate"
)

// drifted is the exit code of a platform that is not as it was applied.
const drifted = 2

// Drift says in what the platform is not as it was applied: what somebody changed or deleted, and what an apply would do.
//
// The exit code is 0 where nothing is, 2 where something is, and 1 where that can't be told. It reads, and changes nothing: the role of
// plan is enough. It builds nothing, as the images are those that are deployed; settings and HCL are those here, so call it from the
// revision that was deployed. What auto scaling moves is no drift. What may be otherwise for a while is allowed in .slipway.yaml: gate drift,
// rule changed, deleted or pending, with the environment, the resource, a reason and a last day.
// +cache="never"
func (s *Slipway) Drift(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, err := s.standing(ctx, "nothing can have drifted")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	verdict, err := w.Drift(ctx)
	if err != nil {
		return "", err
	}
	if refused := (*gate.RefusedError)(nil); errors.As(verdict.Err(), &refused) {
		return "", exitcode.Of(drifted, refused)
	}
	return verdict.Text(), nil
}
