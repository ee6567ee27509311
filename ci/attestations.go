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

// Provenance shows how the image of a service comes to be: an in-toto statement with a predicate of SLSA's.
//
// It names the source by its content, the commit where git has exactly that, go.sum, the images that the build starts
// from, and the engine. push, sign and deploy attach it to the image in the registry.
func (s *Slipway) Provenance(
	ctx context.Context,
	// Name of the service, a folder of services/.
	service string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	built, err := s.Image(ctx, service)
	if err != nil {
		return "", err
	}
	statement, err := artefact.Provenance(ctx, s.repository(), (*artefact.Image)(built))
	return string(statement.Content), err
}
