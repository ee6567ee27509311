package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/instances"
	"dagger/slipway/internal/ledger"
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

// RefreshInstances replaces the cluster's instances, and changes nothing else of the platform: by those of the release that
// cluster.ami_release names, or, where the settings name no image, by those of the newest one, which are kept until the next call.
//
// New instances come before old ones go, and their tasks move in between. It waits until Auto Scaling replaced all, and verifies the
// services as deploy does: where Auto Scaling gave up, it fails. instances shows which image there is, and which is the newest.
// +cache="never"
func (s *Slipway) RefreshInstances(
	ctx context.Context,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := s.outlives("there are no instances"); err != nil {
		return "", err
	}
	w, ctx, err := s.holding(ctx, string(ledger.Instances), lockWait, bootstrapped)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	applied, err := w.RefreshInstances(ctx)
	if err != nil {
		return "", servingNow(ctx, w, err)
	}
	if applied == nil {
		return fmt.Sprintf("Nothing is to replace in %s: the instances have the image that the settings name, or else the newest.\n%s", w.Settings.Name, w.Notes()), nil
	}
	return fmt.Sprintf("%s\n%sThe instances of %s were replaced, as release %d.\n", checksTable(applied.Checks), w.Notes(), w.Settings.Name, w.Number()), nil
}
