package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/verification"
)

// Verify asks whether what was deployed serves, and prints a table.
//
// ECS must have completed this very deployment, and every service must answer at its health path. "Stable" is not enough: after
// a circuit breaker rolled back, a service is stable too. The probe goes through the load balancer. Where an emulator simulates
// tasks, each service's container is started from its pushed digest with the environment of its task definition, and probed.
// Tasks that failed within the last hour are counted: a service whose tasks die after a while is whole each time ECS replaced them.
// +cache="never"
func (s *Slipway) Verify(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, err := s.standing(ctx, "nothing to verify")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return "", err
	}
	checks, err := w.Verify(ctx, deployed)
	if err != nil {
		return "", verification.Left(w.Target, err)
	}
	return checksTable(checks), nil
}

// checksTable shows what was seen of each service.
func checksTable(checks []verification.Check) string {
	rows := [][]string{{"SERVICE", "ROLLOUT", "PROBE"}}
	for _, c := range checks {
		rows = append(rows, []string{c.Service, c.Rollout, c.Probe})
	}
	return table(rows)
}
