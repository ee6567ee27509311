package verification

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/stopped"
)

// worker looks whether the tasks of a service that nobody asks stay. Where they do not, it says why the last one ended.
func worker(ctx context.Context, client *ecs.Client, service deployment.Service) (string, error) {
	stayed, err := rollout.Steady(ctx, client, rollout.Target{
		Cluster: service.Cluster, Service: service.Service, TaskDefinition: service.TaskDefinition, Desired: service.Desired,
	}, service.Patience())
	switch {
	case err == nil && stayed == 0:
		return "no task runs, as nothing waits in its queue: the first message shows whether it works", nil
	case err == nil && stayed == 1:
		return "1 task runs and stays; nobody asks a worker", nil
	case err == nil:
		return fmt.Sprintf("%d tasks run and stay; nobody asks a worker", stayed), nil
	}
	if n, reason, why := stopped.Ended(context.WithoutCancel(ctx), client, service.Cluster, service.Service, service.TaskDefinition); why == nil && n > 0 {
		err = fmt.Errorf("%w: %d failed within the hour, the last: %s", err, n, reason)
	}
	return "", err
}
