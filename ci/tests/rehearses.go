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
		"2 services serve the digests that were built",
		"no change is planned, and none is made",
		"catalog has another digest, and no other service was touched",
		"it ended as a failure, and release 5 has the images of release 3 again",
		"the next deploy took its locks over and went on, without a hand",
		"that was deleted, and a deploy made it again",
		"the digests of release 1 serve again",
		"nothing of the platform is left",
		"Rehearsed local in")
}
