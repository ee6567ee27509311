// Package scan looks for what must not go out: in the images of a release, and in the source that they come from.
package scan

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Memory is what one scan takes, in GB.
const Memory = 0.7

// scanner finds something in the source or in an image.
type scanner func(context.Context) ([]gate.Finding, error)

// run is one scan of a repository.
type run struct {
	repository.Repository
	// database is nil where the caller wants none.
	database func() (*database, error)

	started  sync.WaitGroup
	slots    chan struct{} // as many as the machine has memory for
	mu       sync.Mutex
	findings []gate.Finding
	failures []error
}

// Scan runs all scanners, and gives a verdict for each of their gates. The source is scanned while the images are built. With an
// error, the verdicts are on what the others found; vulnerabilities have none where no database of them can be had.
func Scan(
	ctx context.Context, repo repository.Repository, images func() ([]*artefact.Image, error), threshold gate.Severity, from Database,
) ([]gate.Verdict, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{Repository: repo, slots: make(chan struct{}, toolbox.Workers(Memory))}
	r.database = sync.OnceValues(func() (*database, error) { return from.find(ctx, repo.Box) })
	r.start(ctx, r.secrets("/src", r.Source), r.secrets("/src/ci", module()), r.configuration, r.terraform, r.dependencies)
	built, err := images()
	if err != nil {
		return nil, err
	}
	for _, image := range built {
		r.start(ctx,
			func(ctx context.Context) ([]gate.Finding, error) { return r.image(ctx, image) },
			func(ctx context.Context) ([]gate.Finding, error) { return r.vulnerabilities(ctx, image) })
	}
	r.started.Wait()
	verdicts, err := r.judge(ctx, built, threshold)
	return verdicts, errors.Join(append(r.failures, err)...)
}

// start runs scanners as the machine has room for them. One that fails stops no other.
func (r *run) start(ctx context.Context, scanners ...scanner) {
	for _, scan := range scanners {
		r.started.Go(func() {
			r.slots <- struct{}{}
			findings, err := scan(ctx)
			<-r.slots
			r.mu.Lock()
			defer r.mu.Unlock()
			r.findings = append(r.findings, findings...)
			if err != nil {
				r.failures = append(r.failures, err)
			}
		})
	}
}

// judge holds what was found against the allowances, as of today.
func (r *run) judge(ctx context.Context, images []*artefact.Image, threshold gate.Severity) ([]gate.Verdict, error) {
	allowances, err := r.Allowances(ctx)
	if err != nil {
		return nil, err
	}
	db, missing := r.database()
	var verdicts []gate.Verdict
	for _, name := range []string{gate.Vulnerabilities, gate.Secrets, gate.Misconfiguration, gate.Licences} {
		if name == gate.Vulnerabilities && missing != nil {
			continue // a scanner failed for it
		}
		var own []gate.Finding
		for _, f := range r.findings {
			if f.Gate == name {
				own = append(own, f)
			}
		}
		verdict := gate.Judge(name, own, threshold, allowances, time.Now())
		verdict.Notes = append(verdict.Notes, notes(name, images, db)...)
		verdicts = append(verdicts, verdict)
	}
	return verdicts, nil
}

// notes say what a gate looked at, and what it did not.
func notes(name string, images []*artefact.Image, db *database) []string {
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
