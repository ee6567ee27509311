package walk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/rollback"
	"dagger/slipway/internal/savedplan"
	"dagger/slipway/internal/verification"
)

// back rolls a release back that does not serve, and returns its error with what became of that.
func (w *Walk) back(ctx context.Context, failed *Planned, number int, change Change, failure error) error {
	if ctx.Err() != nil || change.Kind == ledger.Rollback || !rollback.Due(failure) {
		return verification.Left(w.Target, failure)
	}
	not := func(why string) error {
		return &rollback.NotDoneError{Why: why, Err: verification.Left(w.Target, failure)}
	}
	if change.NoRollback {
		return not("--no-rollback says so. `rollback` takes the last release that served")
	}
	before, err := w.live(ctx)
	if err != nil {
		return not(engineerror.Told(err).Error())
	}
	if before == nil {
		return not("no release before this one succeeded. Mend the service and run deploy again")
	}
	to := fmt.Sprintf("release %d", before.Number)
	stopped, err := verification.Stop(ctx, w.Target)
	if err != nil {
		w.warn("a rollout goes on: %v", err) // the next one takes its place
	}
	if len(stopped) > 0 {
		w.Story.Say("rollback", "ECS takes the rollout back of "+strings.Join(stopped, ", "))
	}
	images := rollback.Back(failed.Images, before.Digests)
	if len(images.Changed) == 0 {
		return not(rollback.SameImages(change.Kind, *before))
	}
	w.Story.Say("rollback", "to "+to+"\n"+rollback.Text(images, *before, w.Settings.Before))
	_, err = w.rollBack(ctx, images, before, w.admitImages)
	if gone := (*rollback.GoneError)(nil); errors.As(err, &gone) { // what was changed is the release that failed
		w.number = number
		return not(fmt.Sprintf("%s, so %s can't be brought back. Type `rollback --to NUMBER` with another of `releases`, or check out %s, and run deploy",
			gone.What, to, rollback.Source(*before)))
	}
	done := &rollback.DoneError{Failed: number, Of: before.Number, Number: w.number, Source: rollback.Source(*before), Err: failure}
	w.number = number // the summary is that of the release
	if err != nil {
		return &rollback.NotDoneError{Why: to, Err: failure, Rollback: err}
	}
	w.backTo = before.Number
	return done
}

func (w *Walk) live(ctx context.Context) (*ledger.Release, error) {
	l, err := w.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	return l.Live(ctx)
}

// RollBack plans the platform with earlier images, asks the policy, looks whether the plan would fail, applies and verifies.
func (w *Walk) RollBack(ctx context.Context, images rollback.Images, to *ledger.Release) (*Applied, error) {
	return w.rollBack(ctx, images, to, w.Preflight)
}

func (w *Walk) rollBack(ctx context.Context, images rollback.Images, to *ledger.Release, admit func(context.Context, *Planned) error) (*Applied, error) {
	var missing *release.MissingImageError
	switch err := release.Missing(ctx, w.Target, w.Registry, savedplan.Digests(images.References)); {
	case errors.As(err, &missing):
		what, _ := missing.Found()
		return nil, &rollback.GoneError{What: what, Of: *to}
	case err != nil:
		return nil, err
	}
	planned, err := w.PlanImages(ctx, images.References)
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, planned); err != nil {
		return nil, err
	}
	return w.ApplyAndVerify(ctx, planned, Change{Kind: ledger.Rollback, Back: to})
}

// Back is what a rollback to a release deploys: its images, of the services that the settings have. One that the release lacks keeps the
// image that is deployed.
func (w *Walk) Back(ctx context.Context, to *ledger.Release) (rollback.Images, error) {
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return rollback.Images{}, err
	}
	now := map[string]string{}
	for _, service := range w.Settings.Built() {
		switch reference := deployed.Services[service].Image; {
		case reference != "":
			now[service] = reference
		case to.Digests[service] != "":
			now[service] = w.Target.Reference(w.Registry.Host, service, "")
		default:
			return rollback.Images{}, fmt.Errorf("service %s of these settings was never deployed, and release %d does not have it: "+
				"run rollback from the source that was deployed last, or deploy; nothing was changed", service, to.Number)
		}
	}
	return rollback.Back(now, to.Digests), nil
}
