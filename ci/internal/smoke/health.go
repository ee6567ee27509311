package smoke

import (
	"context"
	"fmt"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/rollout"
)

// Found says what was found of a service whose load balancer is at the address. It asks for the health path where the load balancer
// sends that to the service. It need not: its own checks go to the tasks, and what clients get at that path may be another service's.
func Found(ctx context.Context, by Ask, d *deployment.Deployment, service deployment.Service, address string, health rollout.HealthAPI) (string, error) {
	if !d.Takes(service, deployment.Request{Path: service.HealthPath}) {
		count, err := Targets(ctx, health, service)
		return fmt.Sprintf("%d healthy targets; clients do not reach %s", count, service.HealthPath), err
	}
	if err := Healthy(ctx, by, service); err != nil {
		return "", err
	}
	if address == d.URL {
		address = "" // it is beside it in the summary
	}
	return "200 at " + address + service.HealthPath + " through the load balancer", nil
}

// Targets are those that the load balancer finds healthy. Fewer than the service has tasks are an error.
func Targets(ctx context.Context, client rollout.HealthAPI, service deployment.Service) (int, error) {
	count, err := rollout.Healthy(context.WithoutCancel(ctx), client, service.TargetGroup)
	if err == nil && count < service.Desired {
		err = &UnhealthyError{fmt.Errorf("%d of %d targets are healthy", count, service.Desired)}
	}
	return count, err
}
