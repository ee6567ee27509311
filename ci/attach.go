package main

import (
	"context"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/provenance"
)

// attach hangs on a pushed image what there is to say of it: its provenance always, and its SBOM, which takes a scanner to
// make, where the environment demands one. What is there already stays.
func (s *Slipway) attach(ctx context.Context, t *target, registry *cloud.Registry, p *pushedImage) error {
	text, err := s.provenanceOf(ctx, p.Image)
	if err != nil {
		return err
	}
	all := []artefact.Attachment{{What: "provenance", Type: provenance.Type, Content: text}}
	if t.boms || t.Release.Signed || t.Release.Scan != "none" {
		bill, err := s.sbomOf(ctx, p.Image)
		if err != nil {
			return err
		}
		all = append(all,
			artefact.Attachment{What: "SBOM (CycloneDX)", Type: "application/vnd.cyclonedx+json", Content: bill.cycloneDX},
			artefact.Attachment{What: "SBOM (SPDX)", Type: "application/spdx+json", Content: bill.spdx})
	}
	p.attached, err = artefact.Attach(ctx, t.cloud(), registry, p.artefact(), all)
	return err
}

// artefact is the image as package artefact has it.
func (i *Image) artefact() *artefact.Image {
	return &artefact.Image{Service: i.Service, Digest: i.Digest}
}
