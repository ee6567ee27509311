package verification

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/scheduler"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/schedule"
)

// job looks whether the clock will start what was deployed. It is not started for that: a job may send mails, or pay.
func job(ctx context.Context, t *cloud.Target, name string, service deployment.Service) (Check, error) {
	seen := Check{Service: name, Rollout: "a job, on " + rollout.Short(service.TaskDefinition)}
	config, err := t.SDK(ctx)
	if err != nil {
		return seen, err
	}
	state, err := schedule.Look(ctx, scheduler.NewFromConfig(config), t.Project+"-"+t.Name, name)
	if err == nil {
		err = state.Starts(service.TaskDefinition)
	}
	if err != nil {
		return seen, fmt.Errorf("job %s: %w", name, err)
	}
	seen.Probe = "scheduled: " + state.String() + "; not run"
	return seen, nil
}
