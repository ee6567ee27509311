package main

import (
	"context"
	"errors"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/scan"
)

// Scan looks for what must not go out, in the image of each service and in the source, side by side.
//
// It looks for known vulnerabilities (trivy), secrets (trivy), misconfiguration of terraform/ and of Dockerfiles (trivy,
// checkov) and licences that bind those who ship them (trivy). It fails with the file, the line or the package, and the
// rule, of each finding that .slipway.yaml does not allow; an allowance that has expired fails it too. Where the
// vulnerability database can't be reached, it fails.
// +cache="never"
// +check
func (s *Slipway) Scan(
	ctx context.Context,
	// Severity from which a finding fails it: low, medium, high or critical. What nobody rated counts as high.
	// +default="high"
	severity string,
	// Vulnerability database, as registry/repository:tag, in place of the one that trivy's makers publish. With "none",
	// vulnerabilities are not looked for, and the answer says so.
	// +optional
	vulnDB string,
	// Registry of --vuln-db that the engine does not reach by name, as tcp://host:port on this machine.
	// +optional
	vulnRegistry *dagger.Service,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	threshold, err := gate.ParseSeverity(severity)
	if err != nil {
		return "", err
	}
	images := func() ([]*artefact.Image, error) { return s.artefacts(ctx, "") }
	verdicts, err := scan.Scan(ctx, s.repository(), images, threshold, scan.Database{Name: vulnDB, Registry: vulnRegistry})
	var text strings.Builder
	for _, v := range verdicts {
		text.WriteString(v.Text())
	}
	return text.String(), errors.Join(err, gate.Err(verdicts...))
}
