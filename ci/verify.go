package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/rollout"
)

// rolloutLimit is how long a deployment may take before it counts as failed. The circuit breaker decides earlier.
const rolloutLimit = 20 * time.Minute

// Verify asks whether what was deployed serves, and prints a table.
//
// ECS must have completed this very deployment, and every service must answer at its health path. "Stable" is not enough: after a circuit breaker rolled back, a service is stable too. Against an account the probe
// goes through the load balancer. The emulator has none that carries traffic: there each service's container is started
// from its pushed digest with the environment of its task definition, and probed.
// +cache="never"
func (s *Slipway) Verify(
	ctx context.Context,
	// Environment to verify: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator that was deployed to, as tcp://host:port.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
) (string, error) {
	if aws == nil && credentials == nil {
		return "", errors.New("nothing to verify: the embedded emulator ends with the call that deploys to it, and deploy verifies by itself; give --aws or --credentials")
	}
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	account, err := t.account(ctx)
	if err != nil {
		return "", err
	}
	ctr, err := s.initialised(ctx, t, platformStack, account)
	if err != nil {
		return "", err
	}
	deployed, err := outputs(ctx, ctr)
	if err != nil {
		return "", err
	}
	checks, err := s.verify(ctx, t, deployed)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "ROLLOUT", "PROBE"}}
	for _, c := range checks {
		rows = append(rows, []string{c.Service, c.Rollout, c.Probe})
	}
	return table(rows), nil
}

// verified is what was seen of a service that passed.
type verified struct{ Service, Rollout, Probe string }

func (s *Slipway) verify(ctx context.Context, t *target, d *deployment) ([]verified, error) {
	checks, failures := beside(slices.Sorted(maps.Keys(d.Services)), allAtOnce, func(name string) (verified, error) {
		return s.verifyOne(ctx, t, d, name)
	})
	return checks, errors.Join(failures...)
}

func (s *Slipway) verifyOne(ctx context.Context, t *target, d *deployment, name string) (verified, error) {
	service := d.Services[name]
	seen := verified{Service: name}
	config, err := t.sdk(ctx)
	if err != nil {
		return seen, err
	}
	limited, cancel := context.WithTimeout(ctx, rolloutLimit)
	defer cancel()
	err = rollout.Watch(limited, ecs.NewFromConfig(config), rollout.Target{
		Cluster: service.Cluster, Service: service.Service, TaskDefinition: service.TaskDefinition, Desired: service.Desired,
	}, rollout.Options{})
	if err != nil {
		return seen, fmt.Errorf("service %s: %w", name, err)
	}
	seen.Rollout = fmt.Sprintf("%d of %d tasks on %s", service.Desired, service.Desired, lastPart(service.TaskDefinition))
	if t.aws != nil {
		seen.Probe, err = s.probeContainer(ctx, t, service)
	} else {
		seen.Probe, err = probeURL(ctx, d.URL+service.HealthPath)
	}
	if err != nil {
		return seen, fmt.Errorf("service %s does not serve: %w", name, err)
	}
	return seen, nil
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// probeLimit is how long a container or a load balancer may take until it answers.
const probeLimit = 60 * time.Second

// probeContainer starts a service as ECS would, from its digest with the environment of its task definition.
func (s *Slipway) probeContainer(ctx context.Context, t *target, service deployedService) (string, error) {
	repository, digest, _ := strings.Cut(service.Image, "@")
	ctr := dag.Container().From(t.pushAddress(repository)+"@"+digest, dagger.ContainerFromOpts{RegistryService: t.aws})
	for _, key := range slices.Sorted(maps.Keys(service.Environment)) {
		ctr = ctr.WithEnvVariable(key, service.Environment[key])
	}
	running, err := ctr.
		WithEnvVariable("SLIPWAY_PROBE", t.call). // a service of its own, not one that another call left
		WithExposedPort(service.Port, dagger.ContainerWithExposedPortOpts{ExperimentalSkipHealthcheck: true}).
		AsService(dagger.ContainerAsServiceOpts{UseEntrypoint: true}).
		Start(ctx)
	if err != nil {
		return "", fmt.Errorf("start its container %s: %w", service.Image, err)
	}
	defer func() { _, _ = running.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true}) }()
	endpoint, err := running.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: service.Port, Scheme: "http"})
	if err != nil {
		return "", fmt.Errorf("find its container: %w", err)
	}
	if _, err := probeURL(ctx, endpoint+service.HealthPath); err != nil {
		return "", err
	}
	return "200 at " + service.HealthPath + " of its container", nil
}

func probeURL(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	if err := awaitOK(ctx, url); err != nil {
		return "", fmt.Errorf("probe for %d s: %w", int(probeLimit.Seconds()), err)
	}
	return "200 at " + url, nil
}
