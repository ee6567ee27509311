package main

import (
	"context"
	"sync"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/lint"
	"dagger/slipway/internal/report/files"
	"dagger/slipway/internal/scan"
)

// Reports runs tests and gates and returns what they found as files. It refuses nothing, so that a failing run keeps them:
// `reports export --path reports`.
//
// summary.txt says how each part ended. findings.sarif is for code scanning, <gate>.json and <gate>.txt are the same for
// other readers; tests/ has JUnit and coverage of each service, sbom/ the contents of each image in CycloneDX and SPDX.
// +cache="never"
func (s *Slipway) Reports(
	ctx context.Context,
	// Severity from which the reports call a finding refused: low, medium, high or critical.
	// +default="high"
	severity string,
	// Database of vulnerabilities, as in scan.
	// +optional
	vulnDB string,
	// Registry that holds it, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
) (_ *dagger.Directory, err error) {
	defer engineerror.Tidy(&err)
	threshold, err := gate.ParseSeverity(severity)
	if err != nil {
		return nil, err
	}
	images := sync.OnceValues(func() ([]*artefact.Image, error) { return s.artefacts(ctx, "") })
	return files.Collect(
		files.Part{Name: "test", Run: func(r *files.Reports) error {
			results, err := s.test(ctx, "")
			for _, result := range results {
				if result.JUnit != nil {
					r.Add("tests/"+result.Report()+".junit.xml", result.JUnit)
				}
				if result.Profile != nil {
					r.AddFile("tests/"+result.Report()+".coverage.out", result.Profile)
				}
			}
			return err
		}},
		files.Part{Name: "lint", Run: func(r *files.Reports) error {
			verdict, _, err := lint.Run(ctx, s.repository())
			return r.Judged(err, verdict)
		}},
		files.Part{Name: "scan", Run: func(r *files.Reports) error {
			verdicts, err := scan.Scan(ctx, s.repository(), images, threshold, scan.Database{Name: vulnDB, Registry: vulnRegistry})
			return r.Judged(err, verdicts...)
		}},
		files.Part{Name: "sbom", Run: func(r *files.Reports) error {
			built, err := images()
			if err != nil {
				return err
			}
			return s.bills(ctx, built, func(file string, text []byte) { r.Add("sbom/"+file, text) })
		}},
	)
}
