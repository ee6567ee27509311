package main

import (
	"context"
)

// Rehearses has the module tell its own story, of two services without a database.
// +check
func (t *Tests) Rehearses(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	out, err := small.slipway(ctx, small.Source).Rehearse(ctx)
	if err != nil {
		return err
	}
	return wants(out, "PROVED",
		"ECS runs the digests that were built, of 2 services",
		"no change is planned, and ECS deployed nothing",
		"catalog runs another digest; of the other services, 1, neither image nor task definition nor ECS deployment",
		"it ended as a failure, and ECS runs the images of release 3 again, as release 5",
		"the next deploy went on without a hand, and no lock is left",
		"that was deleted, and a deploy made it again",
		"ECS runs the digests of release 1 again",
		"nothing is left but what the bootstrap made",
		"Rehearsed local in")
}
