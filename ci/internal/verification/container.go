package verification

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
	"dagger/slipway/internal/smoke"
	"dagger/slipway/internal/toolbox"
)

// probeContainer starts a service as ECS would, from its digest with the environment of its task definition, and asks it: no request
// passes the emulator's load balancer. What that would send to another service is not asked.
func probeContainer(ctx context.Context, t *cloud.Target, d *deployment.Deployment, name string) (string, error) {
	service := d.Services[name]
	// The emulator lets everybody pull. What a service keeps in AWS it must find there, or it answers that it can't.
	ctr := t.AsTask(t.Pull(nil, service.Image))
	for _, key := range slices.Sorted(maps.Keys(service.Environment)) {
		ctr = ctr.WithEnvVariable(key, service.Environment[key])
	}
	if len(service.Command) > 0 {
		ctr = ctr.WithDefaultArgs(service.Command) // the entry point stays before it, as in ECS
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
	endpoint, err := running.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: service.Port})
	if err != nil {
		return "", fmt.Errorf("find its container: %w", err)
	}
	by := smoke.At(publicname.Door{Name: "its container", Address: endpoint}, url.URL{Scheme: "http", Host: endpoint})
	if err := smoke.Healthy(ctx, by, service); err != nil {
		return "", err
	}
	asked := service
	asked.Smoke = slices.DeleteFunc(slices.Clone(service.Smoke), func(r deployment.Request) bool { return !d.Takes(service, r) })
	seen, err := smoke.Answers(ctx, by, asked, 1)
	if others := len(service.Smoke) - len(asked.Smoke); others > 0 && err == nil {
		seen += fmt.Sprintf("; %d not asked, as the load balancer sends them elsewhere", others)
	}
	return "200 at " + service.HealthPath + " of its container" + seen, err
}
