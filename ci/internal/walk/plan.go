package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/opa"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/savedplan"
	"dagger/slipway/internal/stack"
)

// Planned is a plan of the platform for a release, which the policy passed.
type Planned struct {
	*stack.Planned
	Verdict gate.Verdict
	Binding plan.Binding
	// Saved says that an earlier call made it.
	Saved bool
	// Reviewed is the plan that this one is the rest of, where a part was applied before it; else nil.
	Reviewed *Planned
	// began is when that part was begun to be applied.
	began time.Time
}

// whole is the plan that was reviewed.
func (p *Planned) whole() *Planned {
	if p.Reviewed != nil {
		return p.Reviewed
	}
	return p
}

// Plan plans the platform with the images of a release, and asks the policy. It reads only.
func (w *Walk) Plan(ctx context.Context, r *release.Release) (p *Planned, err error) {
	return w.PlanImages(ctx, r.References(w.Target, w.Registry.Host))
}

// PlanImages is Plan with images by reference, and with arguments of Terraform's.
func (w *Walk) PlanImages(ctx context.Context, images map[string]string, args ...string) (p *Planned, err error) {
	err = w.Story.Step(ctx, "plan", func(ctx context.Context) (string, error) {
		if p, err = w.plan(ctx, images, args...); err != nil {
			return "", err
		}
		return p.Summary.Counts() + " " + p.Verdict.Counts(), nil
	})
	return p, err
}

func (w *Walk) plan(ctx context.Context, images map[string]string, args ...string) (*Planned, error) {
	variables, err := imagesFile(images)
	if err != nil {
		return nil, err
	}
	if err := w.planPreview(ctx); err != nil {
		return nil, err
	}
	// The state is looked at first: if it moves while the plan is made, the binding no longer matches.
	state, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	root := stack.Open(w.Repo, w.Target, stack.Platform, w.Account)
	if state == savedplan.NoBucket {
		root = stack.OnDisk(w.Repo, w.Target, stack.Platform)
	}
	p := &Planned{}
	if err := Side(
		func() (err error) { p.Binding, err = w.binding(ctx, state); return err },
		func() (err error) {
			if p.Planned, err = root.With(stack.ImagesFile, variables).Plan(ctx, args...); err != nil {
				return err
			}
			p.Planned, err = w.adopted(ctx, p.Planned, args...)
			return err
		}); err != nil {
		return nil, err
	}
	return p, w.judge(ctx, p)
}

func imagesFile(images map[string]string) (string, error) {
	text, err := json.Marshal(map[string]any{"images": images})
	return string(text), err
}

func (w *Walk) binding(ctx context.Context, state string) (plan.Binding, error) {
	revision, err := w.revision()
	if err != nil {
		return plan.Binding{}, err
	}
	return savedplan.Binding(ctx, w.Repo, w.Target, w.Account, revision, state)
}

// state says which state of the platform there is.
func (w *Walk) state(ctx context.Context) (string, error) {
	there, err := w.Target.Bucket(ctx, w.Account)
	if err != nil {
		return "", err
	}
	if !there {
		return savedplan.NoBucket, nil
	}
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	return state.String(), err
}

// Saved takes a plan's folder, compares what it was made from with what is here now, and asks the policy as of today.
func (w *Walk) Saved(ctx context.Context, folder *dagger.Directory) (*Planned, error) {
	saved, err := savedplan.Open(ctx, folder)
	if err != nil {
		return nil, err
	}
	state, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	now, err := w.binding(ctx, state)
	if err != nil {
		return nil, err
	}
	p := &Planned{Binding: saved, Saved: true}
	if p.Planned, err = savedplan.Check(ctx, w.Repo, w.Target, folder, saved, now); err != nil {
		return nil, err
	}
	return p, w.judge(ctx, p)
}

func (w *Walk) judge(ctx context.Context, p *Planned) (err error) {
	if p.Verdict, err = opa.Judge(ctx, w.Repo, p.JSON); err != nil {
		return err
	}
	w.found.keep(p.Verdict)
	if err := p.Verdict.Err(); err != nil {
		var table strings.Builder
		_ = p.Summary.Text(&table) // a strings.Builder takes everything
		return fmt.Errorf("%w\nThe plan that it refuses:\n%s", err, table.String())
	}
	return nil
}

// Text is the plan as a table, with what the policy says.
func (p *Planned) Text() string {
	var text strings.Builder
	_ = p.Summary.Text(&text) // a strings.Builder takes everything
	return text.String() + "\n" + p.Verdict.Text()
}

// Save makes the plan's folder.
func (w *Walk) Save(ctx context.Context, p *Planned) (*dagger.Directory, error) {
	return savedplan.Save(ctx, w.Repo.Box, p.Planned, p.Binding, p.Text())
}
