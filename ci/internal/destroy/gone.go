package destroy

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/tfstate"
	"dagger/slipway/internal/walk"
)

// forgetGone takes the ECS services out of the state that a killed run deleted and did not write down. Of other resources Terraform
// notices at once that they are gone; for a service the provider waits two minutes, in case it was made just now.
func forgetGone(ctx context.Context, w *walk.Walk, root *stack.Root, state tfstate.State) (*stack.Root, error) {
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, r := range state.Resources {
		if r.Type != "aws_ecs_service" {
			continue
		}
		gone, err := rollout.Gone(ctx, ecs.NewFromConfig(config), r.Text("cluster"), r.Text("name"))
		if err != nil {
			return nil, err
		}
		if gone {
			addresses = append(addresses, r.Address)
		}
	}
	if len(addresses) == 0 {
		return root, nil
	}
	return root.Forget(ctx, addresses)
}
