package main

import (
	"context"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"dagger/tests/internal/dagger"
)

// noteType is of what others attach to an image.
const noteType = "application/vnd.example.note+json"

// bury attaches as much to the images as others would who scan them each day: more than the registry lists at once. What the deploy attached
// is then out of the sight of whoever reads the first page alone.
func (s *signatures) bury(ctx context.Context, source *dagger.Directory) error {
	const more = 51 // than the 50 of a page
	for _, service := range []string{"catalog", "orders"} {
		digest, err := s.slipway(ctx, source).Image(service).Digest(ctx)
		if err != nil {
			return err
		}
		image := s.ref("slipway-local/"+service, digest)
		subject, err := remote.Head(image, remote.WithContext(ctx))
		if err != nil {
			return err
		}
		for n := range more {
			note := mutate.ConfigMediaType(empty.Image, noteType)
			note = mutate.Annotations(note, map[string]string{"note": fmt.Sprint(n)}).(v1.Image)
			note = mutate.Subject(note, *subject).(v1.Image)
			own, err := note.Digest()
			if err != nil {
				return err
			}
			if err := remote.Write(s.ref("slipway-local/"+service, own.String()), note, remote.WithContext(ctx)); err != nil {
				return err
			}
		}
		index, err := remote.Referrers(image, remote.WithContext(ctx)) // the first page
		if err != nil {
			return err
		}
		page, err := index.IndexManifest()
		if err != nil {
			return err
		}
		for _, m := range page.Manifests {
			if m.ArtifactType == bundleType {
				return fmt.Errorf("service %s: its signature is among the first %d attachments", service, len(page.Manifests))
			}
		}
	}
	return nil
}
