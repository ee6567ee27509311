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
