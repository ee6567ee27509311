package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
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
) (string, error) {
	threshold, err := gate.ParseSeverity(severity)
	if err != nil {
		return "", err
	}
	services, err := s.services(ctx)
	if err != nil {
		return "", err
	}
	var images []*Image
	group, early := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		images, err = s.build(early, services)
		return err
	})
	group.Go(func() error { // a first scan compiles it, which takes longer than the images
		_, err := s.trivy().Sync(early)
		return err
	})
	if err := group.Wait(); err != nil {
		return "", err
	}
	verdicts, err := s.scan(ctx, images, threshold, vulnerabilities{vulnDB, vulnRegistry})
	var text strings.Builder
	for _, v := range verdicts {
		text.WriteString(v.Text())
	}
	return text.String(), errors.Join(err, gate.Err(verdicts...))
}

// scan is what all scanners found, a verdict for each of their gates. With an error, the verdicts are on what the others
// found.
func (s *Slipway) scan(ctx context.Context, images []*Image, threshold gate.Severity, known vulnerabilities) ([]gate.Verdict, error) {
	database := sync.OnceValues(func() (*database, error) { return s.database(ctx, known) })
	scanners := []func() ([]gate.Finding, error){
		func() ([]gate.Finding, error) { return s.scanSecrets(ctx) },
		func() ([]gate.Finding, error) { return s.scanConfiguration(ctx) },
		func() ([]gate.Finding, error) { return s.scanTerraform(ctx) },
		func() ([]gate.Finding, error) {
			db, err := database()
			if err != nil || db == nil {
				return nil, err
			}
			return s.scanDependencies(ctx, db)
		},
	}
	for _, image := range images {
		scanners = append(scanners,
			func() ([]gate.Finding, error) { return s.scanImage(ctx, image) },
			func() ([]gate.Finding, error) {
				db, err := database()
				if err != nil || db == nil {
					return nil, nil //nolint:nilerr // the dependencies' scanner says it
				}
				return s.scanVulnerabilities(ctx, image, db)
			})
	}
	found, failures := beside(scanners, allAtOnce, func(find func() ([]gate.Finding, error)) ([]gate.Finding, error) { return find() })

	db, err := database()
	var verdicts []gate.Verdict
	for _, name := range []string{gate.Vulnerabilities, gate.Secrets, gate.Misconfiguration, gate.Licences} {
		if name == gate.Vulnerabilities && err != nil {
			continue // it failed, and has no verdict
		}
		var own []gate.Finding
		for _, some := range found {
			for _, f := range some {
				if f.Gate == name {
					own = append(own, f)
				}
			}
		}
		verdict, err := s.verdict(ctx, name, own, threshold)
		if err != nil {
			return verdicts, errors.Join(append(failures, err)...)
		}
		verdict.Notes = append(verdict.Notes, notes(name, images, db)...)
		verdicts = append(verdicts, verdict)
	}
	return verdicts, errors.Join(failures...)
}

// notes say what a gate looked at, and what it did not.
func notes(name string, images []*Image, db *database) []string {
	var names []string
	for _, image := range images {
		names = append(names, image.Service)
	}
	in := fmt.Sprintf("%d images (%s)", len(images), strings.Join(names, ", "))
	switch {
	case name == gate.Vulnerabilities && db == nil:
		return []string{"NOT LOOKED FOR: --vuln-db is none"}
	case name == gate.Vulnerabilities:
		return []string{"looked at " + in + " and the source's dependencies", "database " + db.String()}
	case name == gate.Secrets:
		return []string{"looked at " + in + " and the source"}
	case name == gate.Misconfiguration:
		return []string{"looked at terraform/ and Dockerfiles"}
	default:
		return []string{"looked at the libraries in " + in}
	}
}
