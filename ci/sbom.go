package main

import (
	"context"
	"errors"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/toolbox"
)

// Sbom writes what is in the image of each service: SERVICE.cdx.json (CycloneDX) and SERVICE.spdx.json (SPDX).
//
// Both name the image by its digest, and each package by its version and, where it is known, its licence. The same image
// gives the same files, byte for byte. `sbom -o DIR` saves them.
func (s *Slipway) Sbom(
	ctx context.Context,
	// Of this service alone.
	// +optional
	service string,
) (_ *dagger.Directory, err error) {
	defer engineerror.Tidy(&err)
	images, err := s.artefacts(ctx, service)
	if err != nil {
		return nil, err
	}
	dir := dag.Directory()
	err = s.bills(ctx, images, func(file string, text []byte) { dir = dir.WithNewFile(file, string(text)) })
	return dir, err
}

// bills writes the bills of materials of images, in both forms.
func (s *Slipway) bills(ctx context.Context, images []*artefact.Image, write func(file string, text []byte)) error {
	box := s.repository().Box
	bills, failures := toolbox.Parallel(images, toolbox.Workers(scan.Memory), func(i *artefact.Image) (*scan.BOM, error) { return scan.Bill(ctx, box, i) })
	if err := errors.Join(failures...); err != nil {
		return err
	}
	for n, i := range images {
		write(i.Service+".cdx.json", bills[n].CycloneDX)
		write(i.Service+".spdx.json", bills[n].SPDX)
	}
	return nil
}
