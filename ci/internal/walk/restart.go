package walk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	if _, _, err := w.secrets(ctx); err != nil {
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
	return checks, verification.Left(w.Target, err)
}

// tryAgain begins another deployment of the services that are stuck with the same one as before, and waits until ECS knows of it.
func (w *Walk) tryAgain(ctx context.Context, d *deployment.Deployment, before map[string]string) error {
	if len(before) == 0 {
		return nil
	}
	still := func() []string {
		var names []string
		for name, id := range verification.Stuck(ctx, w.Target) {
			if before[name] == id {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	names := still()
	again := *d
	again.Services = maps.Clone(d.Services)
	maps.DeleteFunc(again.Services, func(_ string, s deployment.Service) bool { return !slices.Contains(names, s.Service) })
	if len(again.Services) == 0 {
		return nil
	}
	w.note("apply", "begins anew what had failed with the same release: %s", strings.Join(again.Names(), ", "))
	if err := w.replaceTasks(ctx, &again); err != nil {
		return err
	}
	for range lookAgain {
		if len(still()) == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return nil
}

// lookAgain is how often ECS is asked whether it knows of a deployment that was begun; what it did not know by then, it says when it is verified.
const lookAgain = 30

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
