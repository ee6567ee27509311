package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/provenance"
)

// attached is something that lies beside an image in its repository.
type attached struct{ what, digest string }

// attach hangs on a pushed image what there is to say of it: its provenance always, and its SBOM, which takes a scanner to
// make, where the environment demands one. What is there already stays.
func (s *Slipway) attach(ctx context.Context, t *target, registry image.Registry, p *pushedImage) error {
	text, err := s.provenanceOf(ctx, p.Image)
	if err != nil {
		return err
	}
	if err := p.attach(ctx, registry, "provenance", provenance.Type, text); err != nil {
		return err
	}
	if !t.boms && !t.Release.Signed && t.Release.Scan == "none" {
		return nil
	}
	cyclonedx, spdx, err := s.sbomOf(ctx, p.Image)
	if err != nil {
		return err
	}
	for _, bom := range []struct {
		what, kind string
		file       *dagger.File
	}{
		{"SBOM (CycloneDX)", "application/vnd.cyclonedx+json", cyclonedx},
		{"SBOM (SPDX)", "application/spdx+json", spdx},
	} {
		text, err := bom.file.Contents(ctx)
		if err != nil {
			return fmt.Errorf("service %s: read its %s: %w", p.Service, bom.what, err)
		}
		if err := p.attach(ctx, registry, bom.what, bom.kind, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

func (p *pushedImage) attach(ctx context.Context, registry image.Registry, what, kind string, content []byte) error {
	_, repository, _ := strings.Cut(p.Repository, "/")
	digest, _, err := image.Attach(ctx, registry, repository, p.Digest, image.Artifact{Type: kind, Content: content})
	if err != nil {
		return fmt.Errorf("service %s: attach its %s: %w", p.Service, what, err)
	}
	p.attached = append(p.attached, attached{what, digest})
	return nil
}
