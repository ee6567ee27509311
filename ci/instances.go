package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/instances"
)

// Instances shows the cluster's instances: where they are, what runs on them, which image they have and whether there is a newer one, and
// how the last replacement of them went.
//
// The exit code is 0 where all is well; 2 where an instance is missing or its agent is not connected, or where they are being replaced or
// were not all replaced; and 1 where that can't be told. With --format json it is 0 where something is not well, as of status: its field
// "well" says it. It reads, and changes nothing: the role of plan is enough.
// refresh-instances replaces them; so does a deploy, when cluster.ami_release or another setting of theirs changed.
// +cache="never"
func (s *Slipway) Instances(
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
	fleet, err := instances.Look(ctx, instances.Clients{
		ECS: ecs.NewFromConfig(config), Scaling: autoscaling.NewFromConfig(config), Images: ec2.NewFromConfig(config),
	}, w.Settings.Name, w.Target.Cluster(), w.Target.Group())
	if err != nil {
		return "", err
	}
	return exitcode.Screen(fleet, format)
}
