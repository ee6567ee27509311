package rollout

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	oldDefinition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/catalog:7"
	newDefinition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/catalog:8"
)

// deployed is when the deployments of the tests began.
var deployed = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)

func target(desired int) Target {
	return Target{Cluster: "main", Service: "catalog", TaskDefinition: newDefinition, Desired: desired}
}

// look is one answer of ECS.
type look struct {
	deployments []types.Deployment
	events      []types.ServiceEvent
	status      string
	missing     bool
	err         error
}

func at(deployments ...types.Deployment) look { return look{deployments: deployments} }

func primary(definition, rollout string, running, pending, desired int32) types.Deployment {
	return types.Deployment{
		Id: aws.String("ecs-svc/" + definition[len(definition)-1:]), Status: aws.String("PRIMARY"),
		TaskDefinition: aws.String(definition), RolloutState: types.DeploymentRolloutState(rollout),
		RunningCount: running, PendingCount: pending, DesiredCount: desired, CreatedAt: aws.Time(deployed),
	}
}

func active(d types.Deployment) types.Deployment {
	d.Status = aws.String("ACTIVE")
	return d
}

// message is an event of the service, minutes after it was deployed.
func message(minutes int, text string) types.ServiceEvent {
	return types.ServiceEvent{
		Id: aws.String(fmt.Sprint(minutes)), Message: aws.String(text),
		CreatedAt: aws.Time(deployed.Add(time.Duration(minutes) * time.Minute)),
	}
}

// fakeService is ECS with one service. Each call gives the next look, and the last one for ever.
type fakeService struct {
	looks []look
	calls int
}

func (f *fakeService) DescribeServices(ctx context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	now := f.looks[min(f.calls, len(f.looks)-1)]
	f.calls++
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case now.err != nil:
		return nil, now.err
	case now.missing:
		return &ecs.DescribeServicesOutput{Failures: []types.Failure{{Arn: aws.String(in.Services[0]), Reason: aws.String("MISSING")}}}, nil
	}
	if now.status == "" {
		now.status = "ACTIVE"
	}
	return &ecs.DescribeServicesOutput{Services: []types.Service{{
		ServiceName: aws.String(in.Services[0]), Status: aws.String(now.status), Deployments: now.deployments, Events: now.events,
	}}}, nil
}
