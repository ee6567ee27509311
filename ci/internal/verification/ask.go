package verification

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/smoke"
)

// ask asks a service by the name that clients use, at the load balancer that is to have it. Where nothing can be asked, the load
// balancer's own health checks decide.
func ask(ctx context.Context, t *cloud.Target, d *deployment.Deployment, service deployment.Service, health rollout.HealthAPI) (string, error) {
	address, err := d.Address(service)
	if err != nil {
		return "", err
	}
	if address == nil {
		return healthy(ctx, health, service, "no certificate has the load balancer's own name: set load_balancer.domain, or hosts of the service")
	}
	door, err := doorTo(ctx, t, d, address)
	if err != nil {
		return "", err
	}
	by := smoke.At(door, *address)
	found, err := smoke.Found(ctx, by, d, service, address.String(), health)
	if err == nil {
		var seen string
		seen, err = smoke.Answers(ctx, by, service, service.Desired)
		found += seen
	}
	if errors.Is(err, publicname.ErrUnreachable) {
		return healthy(ctx, health, service, "this engine can't connect to "+d.LoadBalancer+", which is internal, or closed to it by ingress_cidrs")
	}
	return found, err
}

// healthy takes the load balancer's word for a service that can't be asked, for the reason that is given.
func healthy(ctx context.Context, client rollout.HealthAPI, service deployment.Service, unasked string) (string, error) {
	count, err := smoke.Targets(ctx, client, service)
	if err != nil {
		return "", fmt.Errorf("%w, and it was not asked itself: %s", err, unasked)
	}
	return fmt.Sprintf("%d healthy targets; not asked itself%s: %s", count, nor(service), unasked), nil
}

// nor says what the settings want and could not be asked.
func nor(service deployment.Service) string {
	if wants := smoke.Wants(service); wants != "" {
		return ", nor " + wants
	}
	return ""
}

// doorTo leads to the load balancer whatever DNS says of the name: a record may not be there before the first deploy.
func doorTo(ctx context.Context, t *cloud.Target, d *deployment.Deployment, address *url.URL) (publicname.Door, error) {
	if !t.Emulator() {
		port := "80"
		if address.Scheme == "https" {
			port = "443"
		}
		return publicname.Door{Address: net.JoinHostPort(d.LoadBalancer, port)}, nil
	}
	authority, err := t.Answer(ctx, "/_slipway/ca.pem")
	if err != nil {
		return publicname.Door{}, err
	}
	return publicname.Door{Proxy: strings.TrimPrefix(t.Endpoint, "http://"), Trusted: authority}, nil
}
