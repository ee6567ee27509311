package main

import (
	"context"
	"fmt"

	"dagger/tests/internal/dagger"
)

// Images builds the services twice and compares the digests.
//
// The two copies of the source differ in nothing but times. Each image must be small, without a shell, and not root's.
// +check
func (t *Tests) Images(ctx context.Context) error {
	for _, service := range []string{"catalog", "orders"} {
		image := t.slipway(ctx, t.Source).Image(service)
		digest, err := image.Digest(ctx)
		if err != nil {
			return err
		}
		// Not from a disk: with the same content, the answer would be the first one.
		again, err := dag.Slipway(dagger.SlipwayOpts{Source: t.Source.WithTimestamps(1234567890), Mirror: t.Mirror}).Image(service).Digest(ctx)
		if err != nil {
			return err
		}
		if digest != again {
			return fmt.Errorf("%s: the same source gives %s and %s", service, digest, again)
		}
		size, err := image.Size(ctx)
		if err != nil {
			return err
		}
		if size > 15_000_000 {
			return fmt.Errorf("%s: the image has %d bytes and 15 MB are allowed", service, size)
		}
		user, err := image.Container().User(ctx)
		if err != nil {
			return err
		}
		if user != "65532:65532" {
			return fmt.Errorf("%s: the image runs as %q", service, user)
		}
		found, err := image.Container().Rootfs().Glob(ctx, "**/*sh")
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return fmt.Errorf("%s: the image has %v", service, found)
		}
	}
	return nil
}
