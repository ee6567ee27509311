package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/image"
	"dagger/slipway/internal/provenance"
	"dagger/slipway/internal/scan"
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
	bill, err := scan.Bill(ctx, s.repository().Box, p.Image.artefact())
	if err != nil {
		return err
	}
	if err := p.attach(ctx, registry, "SBOM (CycloneDX)", "application/vnd.cyclonedx+json", bill.CycloneDX); err != nil {
		return err
	}
	return p.attach(ctx, registry, "SBOM (SPDX)", "application/spdx+json", bill.SPDX)
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
