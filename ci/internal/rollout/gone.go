package rollout

import (
	"context"
	"errors"
	"fmt"
)

// Gone tells whether a service was deleted, or never there. One that drains is still there.
func Gone(ctx context.Context, client API, cluster, service string) (bool, error) {
	w := watch{client: client, target: Target{Cluster: cluster, Service: service}}
	_, err := w.describe(ctx)
	var missing *ServiceNotFoundError
	if errors.As(err, &missing) {
		return missing.Status != "DRAINING", nil
	}
	if err != nil {
		return false, fmt.Errorf("look for service %s: %w", service, err)
	}
	return false, nil
}
