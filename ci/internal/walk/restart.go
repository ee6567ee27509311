package walk

import (
	"context"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/verification"
)

// Restart has ECS replace the tasks of services by new ones of the same task definition, as a rolling change, and asks whether they
// serve. With no names it is all of what is deployed.
func (w *Walk) Restart(ctx context.Context, names ...string) (checks []verification.Check, err error) {
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return nil, err
	}
	// A task that starts reads its secrets anew, and none starts without them.
	if err := w.missingSecrets(ctx); err != nil {
		return nil, err
	}
	restarted := *deployed
	if len(names) > 0 {
		restarted.Services = map[string]deployment.Service{}
		for _, name := range names {
			service, there := deployed.Services[name]
			if !there {
				return nil, fmt.Errorf("service %s is not deployed in %s: run deploy, or write one of %v", name, w.Target.Name, deployed.Names())
			}
			if service.Shape == deployment.Job {
				return nil, fmt.Errorf("%s is a job, which runs anew each time: it has no tasks to replace. Leave it out", name)
			}
			restarted.Services[name] = service
		}
	}
	restarted.Services = maps.Clone(restarted.Services)
	maps.DeleteFunc(restarted.Services, func(_ string, s deployment.Service) bool { return s.Shape == deployment.Job })
	err = w.Story.Step(ctx, "restart", func(ctx context.Context) (string, error) {
		return fmt.Sprintf("%d services", len(restarted.Services)), w.replaceTasks(ctx, &restarted)
	})
	if err != nil {
		return nil, err
	}
	err = w.Story.Step(ctx, "verify", func(ctx context.Context) (string, error) {
		checks, err = w.Verify(ctx, &restarted)
		return fmt.Sprintf("%d services", len(checks)), err
	})
	return checks, err
}

func (w *Walk) replaceTasks(ctx context.Context, d *deployment.Deployment) error {
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return err
	}
	client := ecs.NewFromConfig(config)
	for _, name := range d.Names() {
		service := d.Services[name]
		_, err := client.UpdateService(ctx, &ecs.UpdateServiceInput{
			Cluster: aws.String(service.Cluster), Service: aws.String(service.Service), ForceNewDeployment: true,
		})
		if err != nil {
			return fmt.Errorf("service %s: begin a new deployment of its task definition: %w", name, err)
		}
	}
	return nil
}
