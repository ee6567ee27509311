package main

import (
	"context"
	"fmt"
)

// destroyBootstrap destroys what the bootstrap made. The state can't lie in the bucket that goes: it moves onto disk
// first, the way back of bootstrap.
func (s *Slipway) destroyBootstrap(ctx context.Context, t *target, account string) (string, error) {
	const what = "destroy of the bootstrap failed"
	ctr, err := s.initialised(ctx, t, bootstrapStack, account)
	if err != nil {
		return "", err
	}
	if ctr, err = initialise(ctx, onDisk(ctr), what, "-migrate-state", "-force-copy"); err != nil {
		return "", err
	}
	stack, err := readState(ctx, ctr)
	if err != nil {
		return "", err
	}
	// Emptying a bucket and a repository is a setting that the state must have before a destroy can heed it.
	ctr, err = tf(ctx, ctr, what, append([]string{"apply", "-no-color", "-auto-approve"}, t.unprotected()...)...)
	if err != nil {
		return "", err
	}
	if err := s.destroyStack(ctx, t, ctr, "the bootstrap"); err != nil {
		return "", err
	}
	return fmt.Sprintf("Destroyed the bootstrap of %s: %d resources, with all states and images.\n", t.Name, stack.Resources), nil
}
