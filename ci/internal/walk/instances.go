package walk

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"dagger/slipway/internal/instances"
	"dagger/slipway/internal/plan"
)

const (
	refreshPoll = 15 * time.Second
	// skew is how far AWS's clock may be behind this one.
	skew = time.Minute
)

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
