// Package verification asks whether a deployment serves.
package verification

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/toolbox"
)

const (
	// rolloutLimit is how long a deployment may take before it counts as failed. The circuit breaker decides earlier.
	rolloutLimit = 20 * time.Minute
	// probeLimit is how long a container or a load balancer may take until it answers.
	probeLimit = 60 * time.Second
	// followPoll is the time between two looks at what Terraform waits for.
	followPoll = 3 * time.Second
)

// Check is what was seen of a service that passed.
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

func verify(ctx context.Context, t *cloud.Target, client rollout.API, d *deployment.Deployment, name string, options rollout.Options) (Check, error) {
	service := d.Services[name]
	seen := Check{Service: name}
	limited, cancel := context.WithTimeout(ctx, rolloutLimit)
	defer cancel()
	err := rollout.Watch(limited, client, rollout.Target{
		Cluster: service.Cluster, Service: service.Service, TaskDefinition: service.TaskDefinition, Desired: service.Desired,
	}, options)
	if err != nil {
		return seen, fmt.Errorf("service %s: %w", name, err)
	}
	definition := service.TaskDefinition[strings.LastIndexByte(service.TaskDefinition, '/')+1:]
	seen.Rollout = fmt.Sprintf("%d of %d tasks on %s", service.Desired, service.Desired, definition)
	switch {
	case t.Emulator() && t.Arch != runtime.GOARCH:
		seen.Probe = fmt.Sprintf("not probed: its image is for %s, and this engine runs %s", t.Arch, runtime.GOARCH)
	case t.Emulator() && !t.Tasks.Real:
		seen.Probe, err = probeContainer(ctx, t, service)
	default:
		seen.Probe, err = ask(ctx, t, d, service, options.Health)
	}
	if err != nil {
		return seen, fmt.Errorf("service %s does not serve: %w", name, err)
	}
	return seen, nil
}

// probeContainer starts a service as ECS would, from its digest with the environment of its task definition: no request passes
// the emulator's load balancer.
func probeContainer(ctx context.Context, t *cloud.Target, service deployment.Service) (string, error) {
	ctr := t.Pull(nil, service.Image) // the emulator lets everybody pull
	for _, key := range slices.Sorted(maps.Keys(service.Environment)) {
		ctr = ctr.WithEnvVariable(key, service.Environment[key])
	}
	running, err := ctr.
		WithEnvVariable("SLIPWAY_PROBE", t.Call). // a service of its own, not one that another call left
		WithExposedPort(service.Port, dagger.ContainerWithExposedPortOpts{ExperimentalSkipHealthcheck: true}).
		AsService(dagger.ContainerAsServiceOpts{UseEntrypoint: true}).
		Start(ctx)
	if err != nil {
		return "", toolbox.Explain(err, "its container "+service.Image+" did not start")
	}
	defer func() { _, _ = running.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true}) }()
	endpoint, err := running.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: service.Port, Scheme: "http"})
	if err != nil {
		return "", fmt.Errorf("find its container: %w", err)
	}
	asking, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	if _, err := cloud.AwaitOK(asking, endpoint+service.HealthPath); err != nil {
		return "", fmt.Errorf("probe for %d s: %w", int(probeLimit.Seconds()), err)
	}
	return "200 at " + service.HealthPath + " of its container", nil
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
		rollout.Follow(ctx, ecs.NewFromConfig(config), t.Project+"-"+t.Name, t.Services, rollout.Options{
			Poll: followPoll, Progress: progress, Health: elasticloadbalancingv2.NewFromConfig(config),
		})
	}()
	return func() { cancel(); <-done }
}

// Serving says in a line for each service what runs there now, for a summary of a run that failed.
func Serving(ctx context.Context, t *cloud.Target) []string {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil
	}
	var lines []string
	for _, name := range t.Services {
		line, err := rollout.Describe(ctx, ecs.NewFromConfig(config), t.Project+"-"+t.Name, name)
		if err != nil {
			line = "not deployed"
		}
		lines = append(lines, name+": "+line)
	}
	return lines
}
