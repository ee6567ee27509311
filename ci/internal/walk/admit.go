package walk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/lint"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/savedplan"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/servicetest"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

// Images gives the images of a release once they are built.
type Images = func() ([]*artefact.Image, error)

// demand is something that an environment demands of a release.
type demand struct {
	name string
	ask  func(context.Context) (note string, err error)
}

// Admit asks for all that an environment demands of a release's source and images, side by side: tests and valid HCL always, lint
// and a scan where the settings say so. The policy is asked with each plan, and signatures before each apply. All that is
// missing is said at once.
func (w *Walk) Admit(ctx context.Context, images Images, known scan.Database) error {
	demands := []demand{
		{"validate", func(ctx context.Context) (string, error) { return "both stacks", stack.Validate(ctx, w.Repo) }},
		{"test", func(ctx context.Context) (string, error) {
			services, err := w.services()
			if err != nil {
				return "", err
			}
			results, err := servicetest.Run(ctx, w.Repo, services)
			return servicetest.Summary(results), err
		}},
	}
	if w.Settings.Release.Lint {
		demands = append(demands, demand{"lint", func(ctx context.Context) (string, error) {
			verdict, _, err := lint.Run(ctx, w.Repo)
			w.found.keep(verdict)
			return verdict.Counts(), errors.Join(err, verdict.Err())
		}})
	}
	if w.Settings.Release.Scan != "none" {
		demands = append(demands, demand{"scan", func(ctx context.Context) (string, error) {
			return w.scanned(ctx, images, known)
		}})
	}
	_, failures := toolbox.Parallel(demands, toolbox.Unbounded, func(d demand) (struct{}, error) {
		return struct{}{}, w.Story.Step(ctx, d.name, d.ask)
	})
	return errors.Join(failures...)
}

// scanned scans a release as its environment demands it.
func (w *Walk) scanned(ctx context.Context, images Images, known scan.Database) (string, error) {
	threshold, err := gate.ParseSeverity(w.Settings.Release.Scan)
	if err != nil {
		return "", fmt.Errorf("%s: release: scan: %w", w.Settings.File, err)
	}
	verdicts, err := scan.Scan(ctx, w.Repo, images, threshold, known)
	w.found.keep(verdicts...)
	var notes []string
	for _, v := range verdicts {
		note := v.Gate + ": " + v.Counts()
		if v.Gate == "vulnerabilities" && known.Name == "none" {
			note = "vulnerabilities: NOT LOOKED FOR"
		}
		notes = append(notes, note)
	}
	return strings.Join(notes, "; "), errors.Join(err, gate.Err(verdicts...))
}

// shippable refuses a plan whose images the registry lacks, or that lack the signature that the environment demands.
func (w *Walk) shippable(ctx context.Context, p *Planned) error {
	if err := release.Missing(ctx, w.Target, w.Registry, savedplan.Digests(p.Images)); err != nil {
		return err
	}
	return w.Signer.Verify(ctx, w.Registry, p.Images)
}

// Shipped are the images that a plan ships, as the registry has them: whoever built them.
func (w *Walk) Shipped(ctx context.Context, p *Planned) ([]*artefact.Image, error) {
	services, err := w.services()
	if err != nil {
		return nil, err
	}
	images, failures := toolbox.Parallel(services, toolbox.Workers(1), func(s *repository.Service) (*artefact.Image, error) {
		return artefact.Pull(ctx, w.Repo.Box, w.Target, w.Registry, s, p.Images[s.Name])
	})
	return images, errors.Join(failures...)
}
