package task

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const arn = "arn:aws:ecs:eu-west-1:123456789012:task/shop/a1"

// account is ECS with one task, which goes through some looks, and its log.
type account struct {
	ECS
	looks    []types.Task // the last one for ever
	failures []types.Failure
	refused  error
	lines    []string // one a look
	noStream int      // looks before there is one
	hangs    bool     // RunTask answers when the call has ended
	asked    *ecs.RunTaskInput
	stopped  []string
	notStop  error
	looked   int
	left     int // looks at which another task of the definition still runs
}

func (a *account) RunTask(ctx context.Context, in *ecs.RunTaskInput, _ ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	a.asked = in
	if a.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if a.refused != nil || len(a.failures) > 0 {
		return &ecs.RunTaskOutput{Failures: a.failures}, a.refused
	}
	return &ecs.RunTaskOutput{Tasks: []types.Task{{TaskArn: aws.String(arn)}}}, nil
}

func (a *account) StopTask(_ context.Context, in *ecs.StopTaskInput, _ ...func(*ecs.Options)) (*ecs.StopTaskOutput, error) {
	a.stopped = append(a.stopped, *in.Task)
	return &ecs.StopTaskOutput{}, a.notStop
}

func (a *account) ListTasks(_ context.Context, in *ecs.ListTasksInput, _ ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if aws.ToString(in.Family) == "report" {
		a.looked++
		if a.looked <= a.left {
			return &ecs.ListTasksOutput{TaskArns: []string{arn}}, nil
		}
	}
	if aws.ToString(in.StartedBy) != "call-1" {
		return &ecs.ListTasksOutput{}, nil
	}
	return &ecs.ListTasksOutput{TaskArns: []string{arn}}, nil
}

func (a *account) DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	task := a.looks[min(a.looked, len(a.looks)-1)]
	a.looked++
	if task.LastStatus == nil {
		return &ecs.DescribeTasksOutput{}, nil // not known yet
	}
	return &ecs.DescribeTasksOutput{Tasks: []types.Task{task}}, nil
}

func (a *account) DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{{
		Name: aws.String("report"),
		LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{
			"awslogs-group": "/ecs/shop/report", "awslogs-stream-prefix": "report",
		}},
	}}}}, nil
}

// GetLogEvents has one line more at each look, and gives them from a token on, as CloudWatch does, or the last ones.
func (a *account) GetLogEvents(_ context.Context, in *cloudwatchlogs.GetLogEventsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.GetLogEventsOutput, error) {
	if *in.LogStreamName != "report/report/a1" || a.looked <= a.noStream {
		return nil, &logs.ResourceNotFoundException{}
	}
	from, to := 0, min(a.looked-a.noStream, len(a.lines))
	if !aws.ToBool(in.StartFromHead) {
		to = len(a.lines)
	}
	if in.NextToken != nil {
		from = len(*in.NextToken) - 1
	}
	out := &cloudwatchlogs.GetLogEventsOutput{NextForwardToken: aws.String("f" + strings.Repeat("x", to))}
	for _, line := range a.lines[from:max(from, to)] {
		out.Events = append(out.Events, logs.OutputLogEvent{Message: aws.String(line + "\n")})
	}
	return out, nil
}
