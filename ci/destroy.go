package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/destroy"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/walk"
)

// Destroy takes the platform of an environment down, and says what went and what was kept.
//
// It refuses while previews of the environment are there, which stand on it, and while there is data that the call does not name: databases, tables, buckets that have objects, and with everything
// secrets that have a value. Then it
// lifts the protections (deletion protection, scale-in protection of the instances), destroys, and checks that nothing is
// left in the state. It never creates anything; run again after an interruption, it goes on where it ended. A database leaves
// its final snapshot, and old task definitions of a protected environment stay registered. State, locks, images and secrets stay,
// for the next deploy; with everything they go too, and a secret can be brought back for its recovery days.
// +cache="never"
func (s *Slipway) Destroy(
	ctx context.Context,
	// Data that may be lost, as the refusal names it: "database/NAME,table/NAME,bucket/NAME,secret/NAME".
	// +optional
	data []string,
	// Destroy the rest too: the state bucket, the lock table, the repositories with all their images, and the secrets.
	// +optional
	everything bool,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := s.outlives("nothing to destroy"); err != nil {
		return "", err
	}
	w, ctx, err := s.holding(ctx, string(ledger.Destroy), lockWait)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	text, err := s.destroy(ctx, w, data, everything)
	return text + w.Notes(), w.Noted(err)
}

func (s *Slipway) destroy(ctx context.Context, w *walk.Walk, data []string, everything bool) (string, error) {
	if err := w.RefusePreviews(ctx); err != nil {
		return "", err
	}
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	if err != nil {
		return "", err
	}
	if !state.Exists && !everything {
		return "", fmt.Errorf("nothing to destroy: environment %s has no state of a platform in bucket %s. Look whether --env and --credentials name what you mean", s.Env, w.Target.StateBucket(w.Account))
	}
	var secrets []teardown.Holder
	if everything { // asked before anything goes
		if secrets, err = destroy.Secrets(ctx, w, data); err != nil {
			return "", err
		}
	}
	text := ""
	if state.Exists {
		err := w.Story.Step(ctx, "platform", func(ctx context.Context) (_ string, err error) {
			text, err = destroy.Platform(ctx, w, data)
			return "", err
		})
		if err != nil {
			return "", err
		}
	}
	if !everything {
		return text, nil
	}
	err = w.Story.Step(ctx, "bootstrap", func(ctx context.Context) (string, error) {
		more, err := destroy.Bootstrap(ctx, w, secrets)
		text += more
		return "", err
	})
	return text, err
}
