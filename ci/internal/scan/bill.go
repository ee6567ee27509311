package scan

import (
	"context"
	"fmt"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/sbom"
	"dagger/slipway/internal/toolbox"
)

// BOM is what is in an image, in two forms.
type BOM struct{ CycloneDX, SPDX []byte }

const billScript = `trivy convert --format cyclonedx --output /bill.cdx.json /contents.json
trivy convert --format spdx-json --output /bill.spdx.json /contents.json`

// Bill writes the bill of materials of an image. The same image gives the same bytes.
func Bill(ctx context.Context, box toolbox.Box, of *artefact.Image) (*BOM, error) {
	contents, modules, err := inspect(ctx, box, of)
	if err != nil {
		return nil, err
	}
	bill, err := write(ctx, box, of, contents, modules)
	if err != nil {
		return nil, fmt.Errorf("service %s: write its SBOM: %w", of.Service, err)
	}
	return bill, nil
}

func write(ctx context.Context, box toolbox.Box, of *artefact.Image, contents, modules []byte) (*BOM, error) {
	licences, err := readers.PackageLicences(contents, modules)
	if err != nil {
		return nil, err
	}
	subject := sbom.Subject{Name: of.Service, Digest: of.Digest, Time: image.Created}
	packages, err := sbom.Report(subject, contents, licences)
	if err != nil {
		return nil, err
	}
	run, err := toolbox.Run(ctx, trivy(box).WithNewFile("/contents.json", string(packages)), "trivy convert failed", "sh", "-euc", billScript)
	if err != nil {
		return nil, err
	}
	bill := &BOM{}
	for _, form := range []struct {
		file   string
		to     *[]byte
		finish func(sbom.Subject, []byte) ([]byte, error)
	}{{"/bill.cdx.json", &bill.CycloneDX, sbom.CycloneDX}, {"/bill.spdx.json", &bill.SPDX, sbom.SPDX}} {
		text, err := toolbox.Read(ctx, run.File(form.file), "trivy convert failed")
		if err != nil {
			return nil, err
		}
		if *form.to, err = form.finish(subject, text); err != nil {
			return nil, err
		}
	}
	return bill, nil
}
