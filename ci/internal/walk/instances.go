package walk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"dagger/slipway/internal/instances"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/tfstate"
)

const (
	refreshPoll = 15 * time.Second
	// skew is how far AWS's clock may be behind this one.
	skew = time.Minute
)

// RefreshInstances replaces the cluster's instances by those that the settings want, with the newest image where these name none, waits for
// it, and verifies the services. It gives nil where nothing is to replace. All of the platform is planned, and the policy asked, but only
// the instances are applied: what else is due waits for a deploy.
func (w *Walk) RefreshInstances(ctx context.Context) (*Applied, error) {
	images, err := w.deployedImages(ctx, "refresh-instances")
	if err != nil {
		return nil, err
	}
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(state.Resources, func(r tfstate.Resource) bool { return r.Type == "aws_autoscaling_group" }) {
		return nil, fmt.Errorf("the instances of %s are somebody else's: the settings name an existing cluster. Ask who keeps it to replace them", w.Settings.Name)
	}
	newest := instances.Newest(state.State)
	whole, err := w.PlanImages(ctx, images, newest...)
	if err != nil {
		return nil, err
	}
	part, err := w.planPart(ctx, whole, "instances", append(stack.Targets([]string{instances.Module}), newest...))
	if err != nil {
		return nil, err
	}
	replaces, err := instances.Alone(part.Summary)
	if err != nil {
		return nil, err
	}
	if !replaces {
		config, err := w.Target.SDK(ctx)
		if err != nil {
			return nil, err
		}
		return nil, instances.Settled(ctx, autoscaling.NewFromConfig(config), w.Target.Group())
	}
	alone := &Planned{Planned: part, Verdict: whole.Verdict}
	if err := w.Preflight(ctx, alone); err != nil {
		return nil, err
	}
	live, err := w.live(ctx)
	if err != nil {
		return nil, err
	}
	return w.ApplyAndVerify(ctx, alone, Change{Kind: ledger.Instances, Back: live})
}

// instancesReplaced waits while the group replaces its instances, where the plan that was applied changed the group: Terraform has Auto
// Scaling begin that, and goes on. What serves meanwhile says nothing of what serves after it.
func (w *Walk) instancesReplaced(ctx context.Context, p *Planned, began time.Time) error {
	changed := slices.ContainsFunc(p.whole().Summary.Changes, func(c plan.Change) bool {
		return c.Type == "aws_autoscaling_group" && c.Action == plan.Update
	})
	if !changed {
		return nil
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return err
	}
	return w.Story.Waiting(func() error {
		return instances.Wait(ctx, autoscaling.NewFromConfig(config), w.Target.Group(), began.Add(-skew), refreshPoll, func(line string) { w.Story.Say("instances", line) })
	})
}
