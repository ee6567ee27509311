package rehearsal

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/rehearsal/seen"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/verification"
	"dagger/slipway/internal/walk"
)

// look asks ECS what it runs of each service. Of jobs it runs nothing.
func (r *Rehearsal) look(ctx context.Context) (map[string]seen.Service, error) {
	found := map[string]seen.Service{}
	err := r.with(ctx, "", func(ctx context.Context, w *walk.Walk) error {
		deployed, err := w.Deployed(ctx)
		if err != nil {
			return err
		}
		config, err := w.Target.SDK(ctx)
		if err != nil {
			return err
		}
		client, deployments := ecs.NewFromConfig(config), verification.Deployments(ctx, w.Target)
		r.asked = nil
		for _, name := range w.Target.OfECS() {
			_, definition, err := rollout.Describe(ctx, client, w.Target.Cluster(), w.Target.ECSName(name))
			if err != nil {
				return err
			}
			digest, err := rollout.Digest(ctx, client, definition, name)
			if err != nil {
				return err
			}
			if deployments[name] == "" {
				return fmt.Errorf("ECS knows of no deployment of service %s", name)
			}
			found[name] = seen.Service{Digest: digest, Definition: definition, Deployment: deployments[name]}
			if deployed.Services[name].Web() && w.Target.ImageOf(name) == name {
				r.asked = append(r.asked, name)
			}
		}
		return nil
	})
	return found, err
}

// choose takes the service that changes, once the first release runs.
func (r *Rehearsal) choose(d *walk.Deploy) error {
	if len(r.asked) == 0 {
		return errNoService
	}
	r.service = slices.Min(r.asked)
	for name := range r.serving {
		if d.Settings.ImageOf(name) == r.service {
			r.sharing = append(r.sharing, name)
		}
	}
	return nil
}
