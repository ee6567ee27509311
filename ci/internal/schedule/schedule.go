// Package schedule looks at what EventBridge Scheduler would start, and when.
package schedule

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// API is the part of a Scheduler client that is used here. *scheduler.Client is one.
type API interface {
	GetSchedule(context.Context, *scheduler.GetScheduleInput, ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error)
}

// State is a schedule as AWS has it.
type State struct {
	// Expression is cron(…) or rate(…), in the time zone Timezone.
	Expression, Timezone string
	Enabled              bool
	// TaskDefinition is the ARN, with revision, that it starts.
	TaskDefinition string
}

// String says when it runs: "cron(0 3 * * ? *), UTC".
func (s State) String() string {
	text := s.Expression + ", " + s.Timezone
	if !s.Enabled {
		text += ", switched off"
	}
	return text
}

// ErrNone is of a schedule that is not there.
var ErrNone = errors.New("its schedule is not there: run deploy")

// Look reads a schedule by its group, which is called like the environment's resources, and its name, the job's.
func Look(ctx context.Context, client API, group, name string) (State, error) {
	found, err := client.GetSchedule(ctx, &scheduler.GetScheduleInput{GroupName: aws.String(group), Name: aws.String(name)})
	var missing *types.ResourceNotFoundException
	switch {
	case errors.As(err, &missing):
		return State{}, ErrNone
	case err != nil:
		return State{}, fmt.Errorf("read schedule %s/%s: %w", group, name, err)
	}
	state := State{
		Expression: aws.ToString(found.ScheduleExpression), Timezone: aws.ToString(found.ScheduleExpressionTimezone),
		Enabled: found.State == types.ScheduleStateEnabled,
	}
	if found.Target != nil && found.Target.EcsParameters != nil {
		state.TaskDefinition = aws.ToString(found.Target.EcsParameters.TaskDefinitionArn)
	}
	return state, nil
}

// Starts is nil where the schedule is on and starts this task definition.
func (s State) Starts(definition string) error {
	switch {
	case !s.Enabled:
		return errors.New("its schedule is switched off: somebody did that in AWS, so run drift, and deploy to switch it on")
	case s.TaskDefinition != definition:
		return fmt.Errorf("its schedule starts %s and not %s, which was deployed: run deploy again", s.TaskDefinition, definition)
	}
	return nil
}
