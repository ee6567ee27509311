package main

import (
	"context"
	"path"
	"sync"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
)

// scanSecrets finds secrets in the source, and in this module, which is part of it where it was copied into a repository.
func (s *Slipway) scanSecrets(ctx context.Context) ([]gate.Finding, error) {
	module := asset(".").Filter(dagger.DirectoryFilterOpts{Exclude: []string{"**/*.gen.go", "**/go.sum"}})
	parts := map[string]*dagger.Directory{"/src": s.Source, "/src/ci": module}
	var all []gate.Finding
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for folder, files := range parts {
		group.Go(func() error {
			report, err := trivyReport(ctx, s.trivy().WithMountedDirectory(folder, files), "the source could not be scanned for secrets",
				"filesystem", "--scanners", "secret", "/src")
			if err != nil {
				return err
			}
			found, err := readers.Trivy("", report)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, found...)
			return err
		})
	}
	return all, group.Wait()
}

// hcl is terraform/ without what is no infrastructure.
func (s *Slipway) hcl() *dagger.Directory {
	return s.Source.Directory("terraform").Filter(dagger.DirectoryFilterOpts{
		Exclude: []string{"**/*.md", "**/tests", "policy", "environments", "**/.*"},
	})
}

// scanConfiguration asks trivy's built-in rules about terraform/ and Dockerfiles.
func (s *Slipway) scanConfiguration(ctx context.Context) ([]gate.Finding, error) {
	files := s.sourceFiles("services/**/Dockerfile*").WithDirectory("terraform", s.hcl())
	report, err := trivyReport(ctx, s.trivy().WithMountedDirectory("/src", files), "terraform/ and Dockerfiles could not be scanned",
		"config", "--skip-check-update", "/src")
	if err != nil {
		return nil, err
	}
	return readers.Trivy("", report)
}

// scanTerraform asks checkov about terraform/.
func (s *Slipway) scanTerraform(ctx context.Context) ([]gate.Finding, error) {
	const file, what = "/report.json", "checkov could not scan terraform/"
	ctr := s.checkov().WithMountedDirectory("/src/terraform", s.hcl()).WithWorkdir("/src")
	run := intoFile(ctr, file, "python3", path.Join(checkovFolder, "bin/checkov"),
		"--directory", ".", "--framework", "terraform", "--skip-download", "--quiet", "--compact", "--soft-fail", "--output", "json")
	report, err := output(ctx, run, what, file)
	if err != nil {
		return nil, err
	}
	return readers.Checkov(report)
}
