package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/walk"
)

// Deployment is a release that was applied and that serves.
type Deployment struct {
	// Environment that it was applied to.
	Environment string
	// URL of the load balancer.
	Url string
	// What was applied, where it serves, and what answered there.
	Summary string
}

// Apply applies a saved plan, or, with none, plans and applies at once. Then it verifies, as deploy does.
//
// A saved plan is refused when anything that it was made from is another now: account, region, environment, services, HCL,
// provider lock, images or state. Nothing changes unless all is met that the environment demands of a release, as of today:
// tests, lint, scan, policy, signatures. The images must be pushed before. With an empty plan nothing is applied. It fails when
// ECS rolled a service back or one does not answer; then the images of the last release that served are brought back.
// +cache="never"
func (s *Slipway) Apply(
	ctx context.Context,
	// Folder of a saved plan, as "plan files -o DIR" writes it.
	// +optional
	plan *dagger.Directory,
	// Vulnerability database to scan with, where the environment demands a scan, as in scan.
	// +optional
	vulnDB string,
	// Registry of --vuln-db, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
	// Leave a release that does not serve as it is. Without this the last release that served is planned, judged, applied and verified
	// again, and the call fails all the same. Only images go back: settings and HCL stay those of this source.
	// +optional
	noRollback bool,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ *Deployment, err error) {
	defer engineerror.Tidy(&err)
	if plan != nil && s.Aws == nil && s.Credentials == nil {
		return nil, errors.New("a saved plan needs the AWS that it was made against: give --aws or --credentials before the verb")
	}
	w, ctx, err := s.holding(ctx, string(ledger.Apply), lockWait, bootstrapped)
	if err != nil {
		return nil, err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	planned, images, err := planToApply(ctx, w, plan)
	if err != nil {
		return nil, err
	}
	if err := w.Preflight(ctx, planned); err != nil {
		return nil, err
	}
	if err := w.Admit(ctx, images, scan.Database{Name: vulnDB, Registry: vulnRegistry}); err != nil {
		return nil, err
	}
	revision, err := w.Revision()
	if err != nil {
		return nil, err
	}
	applied, err := w.ApplyAndVerify(ctx, planned, walk.Change{Kind: ledger.Apply, Revision: revision, NoRollback: noRollback})
	if err != nil {
		return nil, servingNow(ctx, w, err)
	}
	done := "Applied."
	if planned.Summary.Empty() {
		done = "Nothing to apply."
	}
	return &Deployment{
		Environment: w.Settings.Name, Url: applied.URL,
		Summary: planned.Text() + "\n" + checksTable(applied.Checks) + "\n" + w.Notes() +
			fmt.Sprintf("%s It serves at %s, as release %d.\n", done, applied.URL, w.Number()),
	}, nil
}

// servingNow is a failure with what serves in its place.
func servingNow(ctx context.Context, w *walk.Walk, failure error) error {
	return fmt.Errorf("%w\nServes now:\n  %s", engineerror.Told(failure), strings.Join(w.Serving(ctx), "\n  "))
}

// planToApply is a saved plan that still matches, or a new one, and the images that it ships.
func planToApply(ctx context.Context, w *walk.Walk, folder *dagger.Directory) (*walk.Planned, walk.Images, error) {
	if folder == nil {
		r, err := w.Build(ctx)
		if err != nil {
			return nil, nil, err
		}
		planned, err := w.Plan(ctx, r)
		return planned, func() ([]*artefact.Image, error) { return r.Images, nil }, err
	}
	planned, err := w.Saved(ctx, folder)
	return planned, func() ([]*artefact.Image, error) { return w.Shipped(ctx, planned) }, err
}
