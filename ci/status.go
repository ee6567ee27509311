package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/status"
	"dagger/slipway/internal/verification"
)

// Status shows what runs in the environment: services with their rollouts and healthy targets, tasks, and alarms that are not OK.
//
// The exit code is 0 where all is well; 2 where a task or target is missing, a deployment is in progress or failed, or an alarm rings; and
// 1 where that can't be told. With --format json it is 0 too where something is not well, for a call that fails writes nothing to stdout: ask
// its field "well", as `jq -e .well` does. It reads, and changes nothing: the role of plan is enough.
// +cache="never"
func (s *Slipway) Status(
	ctx context.Context,
	// How to print it: text or json.
	// +default="text"
	format string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := textOrJSON(format); err != nil {
		return "", err
	}
	w, err := s.standing(ctx, "nothing runs")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return "", err
	}
	seen, err := status.Look(ctx, status.Clients{
		ECS: ecs.NewFromConfig(config), Health: elasticloadbalancingv2.NewFromConfig(config), Alarms: cloudwatch.NewFromConfig(config),
		Schedules: scheduler.NewFromConfig(config),
	}, w.Settings.Name, w.Target.Cluster(), w.Target.Project+"-"+w.Target.Name, w.Target.OfECS(), w.Target.Jobs())
	if err != nil {
		return "", err
	}
	return exitcode.Screen(seen, format)
}

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
