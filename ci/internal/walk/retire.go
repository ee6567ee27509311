package walk

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/stack"
)

// retire deregisters the revisions of task definitions that interrupted runs registered, where this plan made the ones that count.
func (w *Walk) retire(ctx context.Context, p *Planned) {
	replaced, err := plan.Definitions(p.Content)
	if err != nil || len(replaced) == 0 {
		return
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return
	}
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	if err != nil {
		return
	}
	now := map[string]string{} // family → ARN
	for _, r := range state.Resources {
		if arn, _ := r.Attributes["arn"].(string); r.Type == "aws_ecs_task_definition" {
			now[rollout.Family(arn)] = arn
		}
	}
	client := ecs.NewFromConfig(config)
	for _, arn := range replaced {
		retired, err := rollout.Retire(ctx, client, arn, now[rollout.Family(arn)])
		for _, left := range retired {
			w.note("apply", "deregistered %s, which an interrupted run registered", rollout.Short(left))
		}
		if err != nil {
			w.warn("a revision of a task definition that nobody uses may be left: %v", err)
		}
	}
}
