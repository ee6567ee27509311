// Package verification asks whether a deployment serves.
package verification

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/smoke"
	"dagger/slipway/internal/stopped"
	"dagger/slipway/internal/toolbox"
)

const (
	// rolloutLimit is how long a deployment may take before it counts as failed. The circuit breaker decides earlier.
	rolloutLimit = 20 * time.Minute
	// followPoll is the time between two looks at what Terraform waits for.
	followPoll = 3 * time.Second
)

// Check is what was seen of a service that passed. Its rollout says too how many tasks failed and were replaced.
type Check struct{ Service, Rollout, Probe string }

// Verify waits until ECS completed this very deployment of each service, and probes it. Each look at a rollout is reported.
func Verify(ctx context.Context, t *cloud.Target, d *deployment.Deployment, progress func(rollout.Event)) ([]Check, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	client, health := ecs.NewFromConfig(config), elasticloadbalancingv2.NewFromConfig(config)
	checks, failures := toolbox.Parallel(d.Names(), toolbox.Unbounded, func(name string) (Check, error) {
		return verify(ctx, t, client, d, name, rollout.Options{Progress: progress, Health: health})
	})
	return checks, errors.Join(failures...)
}

// Left adds to the failure of a service that does not serve as it should, and whose release was not rolled back, what became of that and what
// to do.
func Left(t *cloud.Target, err error) error {
	var wrong *smoke.AnswersError
	var silent *smoke.UnhealthyError
	switch {
	case !errors.As(err, &wrong) && errors.As(err, &silent) && !t.Embedded:
		return fmt.Errorf("%w\n`logs` has what its tasks wrote, and `status` what runs", err)
	case !errors.As(err, &wrong):
		return err
	case t.Embedded:
		return fmt.Errorf("%w\nThe release ran, and ends with this emulator: mend the service, or version_path and smoke in its settings, and run deploy again", err)
	}
	return fmt.Errorf("%w\nThe release is running: mend the service, or version_path and smoke in its settings, and run deploy again. "+
		"verify asks once more", err)
}

func verify(ctx context.Context, t *cloud.Target, client *ecs.Client, d *deployment.Deployment, name string, options rollout.Options) (Check, error) {
	service := d.Services[name]
	if service.Shape == deployment.Job {
		return job(ctx, t, name, service)
	}
	seen := Check{Service: name}
	limited, cancel := context.WithTimeout(ctx, rolloutLimit)
	defer cancel()
	err := rollout.Watch(limited, client, rollout.Target{
		Cluster: service.Cluster, Service: service.Service, TaskDefinition: service.TaskDefinition, Desired: service.Desired,
	}, options)
	if err != nil {
		return seen, fmt.Errorf("service %s: %w", name, err)
	}
	definition := rollout.Short(service.TaskDefinition)
	seen.Rollout = fmt.Sprintf("%d of %d tasks on %s", service.Desired, service.Desired, definition)
	n, reason, err := stopped.Ended(ctx, client, service.Cluster, service.Service, service.TaskDefinition)
	if err != nil {
		return seen, fmt.Errorf("service %s: %w", name, err)
	}
	if n > 0 {
		seen.Rollout += fmt.Sprintf("; %d of it failed within the hour, the last: %s", n, reason)
	}
	switch {
	case !service.Web() && t.Emulator() && !t.Says.RealTasks():
		seen.Probe = "not looked at: its tasks are simulated"
	case !service.Web():
		seen.Probe, err = worker(ctx, client, service)
	case t.Emulator() && t.Arch != runtime.GOARCH:
		seen.Probe = fmt.Sprintf("not probed%s: its image is for %s, and this engine runs %s", nor(service), t.Arch, runtime.GOARCH)
	case t.Emulator() && !t.Says.RealTasks():
		seen.Probe, err = probeContainer(ctx, t, d, name)
	default:
		seen.Probe, err = ask(ctx, t, d, service, options.Health)
	}
	var wrong *smoke.AnswersError
	switch {
	case errors.As(err, &wrong):
		seen.Probe += "; other answers than its settings want"
		return seen, fmt.Errorf("service %s serves, but not as its settings want:\n%w", name, err)
	case err != nil && !service.Web():
		return seen, fmt.Errorf("worker %s does not stay: %w", name, err)
	case err != nil:
		return seen, fmt.Errorf("service %s does not serve: %w", name, err)
	}
	return seen, nil
}

// Follow reports what happens to the services of an environment until the returned function is called: Terraform itself waits
// for them in silence.
func Follow(ctx context.Context, t *cloud.Target, progress func(rollout.Event)) (stop func()) {
	config, err := t.SDK(ctx)
	if err != nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		rollout.Follow(ctx, ecs.NewFromConfig(config), t.Cluster(), ecsNames(t), rollout.Options{
			Poll: followPoll, Progress: progress, Health: elasticloadbalancingv2.NewFromConfig(config),
		})
	}()
	return func() { cancel(); <-done }
}

// Stuck are the services whose deployment failed and that ECS had nothing to take back to, by their name in ECS, and that deployment.
func Stuck(ctx context.Context, t *cloud.Target) map[string]string {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil
	}
	client, stuck := ecs.NewFromConfig(config), map[string]string{}
	for _, name := range ecsNames(t) {
		if id := rollout.Stuck(ctx, client, t.Cluster(), name); id != "" {
			stuck[name] = id
		}
	}
	return stuck
}

// ecsNames are those of the services in ECS.
func ecsNames(t *cloud.Target) []string {
	var names []string
	for _, service := range t.OfECS() {
		names = append(names, t.ECSName(service))
	}
	return names
}

// Serving says in a line for each service what runs there now, for a summary of a run that failed: the image, the release that it is
// of, as release says it, and what ECS says.
func Serving(ctx context.Context, t *cloud.Target, release func(service, digest string) string) []string {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil
	}
	client := ecs.NewFromConfig(config)
	var lines []string
	for _, name := range t.OfECS() {
		line, definition, err := rollout.Describe(ctx, client, t.Cluster(), t.ECSName(name))
		if err != nil {
			line = "not deployed"
		} else if digest, err := rollout.Digest(ctx, client, definition, name); err == nil && digest != "" {
			line = digest + " (" + release(name, digest) + "), " + line
		}
		lines = append(lines, name+": "+line)
	}
	return lines
}

// Deployments are the ARNs of the services' last deployments, for the ledger. What can't be asked is left out.
func Deployments(ctx context.Context, t *cloud.Target) map[string]string {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil
	}
	all := map[string]string{}
	for _, name := range t.OfECS() {
		if arn, err := rollout.Newest(ctx, ecs.NewFromConfig(config), t.Cluster(), t.ECSName(name)); err == nil && arn != "" {
			all[name] = arn
		}
	}
	return all
}

// Stop has ECS take back what is still rolled out, and says of which services.
func Stop(ctx context.Context, t *cloud.Target) ([]string, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	var stopped []string
	var failures []error
	for _, name := range t.OfECS() {
		done, err := rollout.Stop(ctx, ecs.NewFromConfig(config), t.Cluster(), t.ECSName(name))
		if done {
			stopped = append(stopped, name)
		}
		failures = append(failures, err)
	}
	return stopped, errors.Join(failures...)
}
