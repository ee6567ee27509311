package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/sbom"
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
) (*dagger.Directory, error) {
	services, err := s.selectServices(ctx, service)
	if err != nil {
		return nil, err
	}
	images, err := s.build(ctx, services)
	if err != nil {
		return nil, err
	}
	bills := make([]*bill, len(images))
	group, ctx := errgroup.WithContext(ctx)
	for i, image := range images {
		group.Go(func() (err error) {
			bills[i], err = s.sbomOf(ctx, image)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	dir := dag.Directory()
	for i, image := range images {
		dir = dir.WithNewFile(image.Service+".cdx.json", string(bills[i].cycloneDX)).
			WithNewFile(image.Service+".spdx.json", string(bills[i].spdx))
	}
	return dir, nil
}

// bill is what is in an image, in two forms.
type bill struct{ cycloneDX, spdx []byte }

const billScript = `trivy convert --format cyclonedx --output /bill.cdx.json /contents.json
trivy convert --format spdx-json --output /bill.spdx.json /contents.json`

func (s *Slipway) sbomOf(ctx context.Context, image *Image) (*bill, error) {
	report, err := s.contents(ctx, image)
	if err != nil {
		return nil, err
	}
	modules, err := s.moduleLicences(ctx, image, report)
	if err != nil {
		return nil, err
	}
	bill, err := s.writeBill(ctx, image, report, modules)
	if err != nil {
		return nil, fmt.Errorf("service %s: write its SBOM: %w", image.Service, err)
	}
	return bill, nil
}

func (s *Slipway) writeBill(ctx context.Context, image *Image, report, modules []byte) (*bill, error) {
	licences, err := readers.PackageLicences(report, modules)
	if err != nil {
		return nil, err
	}
	config, err := image.loaded.ConfigFile()
	if err != nil {
		return nil, err
	}
	subject := sbom.Subject{Name: image.Service, Digest: image.Digest, Time: config.Created.Time}
	contents, err := sbom.Report(subject, report, licences)
	if err != nil {
		return nil, err
	}
	run := s.trivy().WithNewFile("/contents.json", string(contents)).
		WithExec([]string{"sh", "-euc", billScript}, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	written := &bill{}
	if written.cycloneDX, err = output(ctx, run, "trivy convert failed", "/bill.cdx.json"); err != nil {
		return nil, err
	}
	if written.spdx, err = output(ctx, run, "trivy convert failed", "/bill.spdx.json"); err != nil {
		return nil, err
	}
	if written.cycloneDX, err = sbom.CycloneDX(subject, written.cycloneDX); err != nil {
		return nil, err
	}
	written.spdx, err = sbom.SPDX(subject, written.spdx)
	return written, err
}
