package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/lint"
	"dagger/slipway/internal/picture"
	"dagger/slipway/internal/picture/draw"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/report"
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

// Picture is the platform as an SVG, and what the plan does to each part of it, in colour and in words: zones, load balancer, services and
// the data that they use. It follows its reader's light or dark, and no value of the plan is in it.
//
// plan picture -o plan.svg saves it.
func (p *Plan) Picture(ctx context.Context) (_ *dagger.File, err error) {
	defer engineerror.Tidy(&err)
	platform, err := p.platform()
	if err != nil {
		return nil, err
	}
	return draw.SVG(ctx, p.Release.Pipeline.repository().Box, platform)
}

// Report is the plan as one HTML page that opens from a disk, without a network: what would change, what of it loses data, the picture, what
// the policy found, and the images.
//
// plan report -o plan.html saves it.
func (p *Plan) Report(ctx context.Context) (_ *dagger.File, err error) {
	defer engineerror.Tidy(&err)
	platform, err := p.platform()
	if err != nil {
		return nil, err
	}
	var page report.Page
	if err := json.Unmarshal([]byte(p.Page), &page); err != nil {
		return nil, fmt.Errorf("read the plan's page: %w", err)
	}
	text, err := files.Page(ctx, p.Release.Pipeline.repository().Box, page, platform)
	if err != nil {
		return nil, err
	}
	return dag.File("plan.html", text), nil
}

func (p *Plan) platform() (platform picture.Platform, err error) {
	if err = json.Unmarshal([]byte(p.Pictured), &platform); err != nil {
		err = fmt.Errorf("read the plan's picture: %w", err)
	}
	return platform, err
}

// mermaid is the picture as Markdown, where there is something to see.
func (p *Plan) mermaid(changes plan.Summary) (string, error) {
	platform, err := p.platform()
	if err != nil || platform.Empty() || changes.Empty() {
		return "", err
	}
	var text strings.Builder
	err = platform.Markdown(&text)
	return text.String(), err
}
