package verification

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
	"dagger/slipway/internal/rollout"
)

// ask asks a service at its health path by the name that clients use, at the load balancer that is to have it. 200 is an answer, and a
// redirect is none. Where nothing can be asked, the load balancer's own health checks decide.
func ask(ctx context.Context, t *cloud.Target, d *deployment.Deployment, service deployment.Service, health rollout.HealthAPI) (string, error) {
	address, err := d.HealthAddress(service)
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
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	var last error
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		last = answers(ctx, door, address.String())
		return struct{}{}, last
	}, backoff.WithBackOff(backoff.NewConstantBackOff(time.Second)), backoff.WithMaxElapsedTime(0))
	switch {
	case errors.Is(last, publicname.ErrUnreachable):
		return healthy(ctx, health, service, "this engine can't connect to "+d.LoadBalancer+", which is internal, or closed to it by ingress_cidrs")
	case last != nil:
		return "", fmt.Errorf("asked for %d s: %w", int(probeLimit.Seconds()), last)
	case err != nil:
		return "", err
	}
	asked := address.String()
	if strings.HasPrefix(asked, d.URL) {
		asked = address.Path // the address is beside it in the summary
	}
	return "200 at " + asked + " through the load balancer", nil
}

// healthy takes the load balancer's word for a service that can't be asked, for the reason that is given.
func healthy(ctx context.Context, client rollout.HealthAPI, service deployment.Service, unasked string) (string, error) {
	count, err := rollout.Healthy(context.WithoutCancel(ctx), client, service.TargetGroup)
	switch {
	case err != nil:
		return "", err
	case count < service.Desired:
		return "", fmt.Errorf("%d of %d targets are healthy, and it was not asked itself: %s", count, service.Desired, unasked)
	}
	return fmt.Sprintf("%d healthy targets; not asked itself: %s", count, unasked), nil
}

func answers(ctx context.Context, door publicname.Door, address string) error {
	answer, err := door.Get(ctx, address)
	switch {
	case errors.Is(err, publicname.ErrRefused), errors.Is(err, publicname.ErrUnreachable) && door.Proxy != "": // the emulator knows it at once
		return backoff.Permanent(err)
	case err != nil:
		return err
	case answer.Location != "":
		return fmt.Errorf("%s answers %d and sends clients to %s: a health path answers 200 itself", address, answer.Status, answer.Location)
	case answer.Status != http.StatusOK:
		return fmt.Errorf("%s answers %d %s", address, answer.Status, http.StatusText(answer.Status))
	}
	return nil
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
	authority, err := t.Say(ctx, "/_slipway/ca.pem")
	if err != nil {
		return publicname.Door{}, err
	}
	return publicname.Door{Proxy: strings.TrimPrefix(t.Endpoint, "http://"), Trusted: authority}, nil
}
