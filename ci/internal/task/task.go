// Package task runs one task of a task definition in a cluster: it starts it, follows its log, and waits for its end.
package task

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/stopped"
)

// Poll is the time between two looks at a task and its log.
const Poll = 2 * time.Second

// ECS is the part of its client that is used here. *ecs.Client is one.
type ECS interface {
	stopped.ECS
	RunTask(context.Context, *ecs.RunTaskInput, ...func(*ecs.Options)) (*ecs.RunTaskOutput, error)
	StopTask(context.Context, *ecs.StopTaskInput, ...func(*ecs.Options)) (*ecs.StopTaskOutput, error)
}

// Clients are those of an account.
type Clients struct {
	ECS  ECS
	Logs stopped.Logs
	Poll time.Duration // Poll where it is 0
}

// Place is what ECS must be told of where a task runs: a service has it, and so has the schedule of a job.
type Place struct {
	Cluster    string
	Definition string // the ARN of a task definition, with revision
	Providers  []types.CapacityProviderStrategyItem
	Subnets    []string
	Groups     []string // security groups
}

// Run is one run of a task.
type Run struct {
	Place
	Name    string   // of the service, which is its container's too
	Command []string // in the place of the definition's, where there is any
	// Token is of this run alone. A call that the client sends again starts no second task, and the task is found by it in ECS (startedBy).
	Token string
	// Region is for the command that stops the task, where an error must say how; "" leaves it out.
	Region string
}

// Ended is a task that ended by itself.
type Ended struct {
	ID    string
	Code  int
	Lines []string // the last that it wrote
	Took  time.Duration
}

// running is a task that was started.
type running struct {
	Clients
	Run
	arn, container string
	log            *tail
}

// Do runs a task to its end, and says each line of its log. A task whose exit code is not 0 is an *ExitError. Where the context ends the
// task is stopped.
func Do(ctx context.Context, c Clients, r Run, say func(line string)) (*Ended, error) {
	if c.Poll == 0 {
		c.Poll = Poll
	}
	began := time.Now()
	t, err := start(ctx, c, r)
	if err != nil {
		return nil, err
	}
	t.log.say = say
	task, err := t.wait(ctx)
	if err != nil {
		return nil, err
	}
	return t.ended(ctx, task, began)
}

func start(ctx context.Context, c Clients, r Run) (*running, error) {
	described, err := c.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String(r.Definition)})
	if err != nil {
		return nil, fmt.Errorf("%s: read its task definition %s: %w", r.Name, stopped.Name(r.Definition), err)
	}
	t := &running{Clients: c, Run: r, container: container(described.TaskDefinition, r.Name)}
	in := &ecs.RunTaskInput{
		Cluster: aws.String(r.Cluster), TaskDefinition: aws.String(r.Definition), Count: aws.Int32(1), CapacityProviderStrategy: r.Providers,
		StartedBy: aws.String(r.Token), ClientToken: aws.String(r.Token),
		PropagateTags: types.PropagateTagsTaskDefinition, EnableECSManagedTags: true,
	}
	if len(r.Subnets) > 0 {
		in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: r.Subnets, SecurityGroups: r.Groups, AssignPublicIp: types.AssignPublicIpDisabled,
		}}
	}
	if len(r.Command) > 0 {
		in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: aws.String(t.container), Command: r.Command}}}
	}
	out, err := c.ECS.RunTask(ctx, in)
	switch {
	case ctx.Err() != nil:
		return nil, t.unanswered(ctx, out)
	case awserror.Denied(err):
		return nil, fmt.Errorf("start a task of %s: %w\nWho runs this may not. Use the pipeline's role, which has ecs:RunTask and iam:PassRole from `bootstrap`", r.Name, err)
	case err != nil:
		return nil, fmt.Errorf("start a task of %s in cluster %s: %w", r.Name, r.Cluster, err)
	case len(out.Tasks) == 0:
		return nil, &NoRoomError{Name: r.Name, Cluster: r.Cluster, Failures: out.Failures}
	}
	t.arn = aws.ToString(out.Tasks[0].TaskArn)
	t.log = newTail(c.Logs, described.TaskDefinition, t.container, stopped.Name(t.arn))
	return t, nil
}

// container is the one whose command is overridden and whose exit code counts: that of the service's name, or the first.
func container(definition *types.TaskDefinition, name string) string {
	all := definition.ContainerDefinitions
	if slices.ContainsFunc(all, func(c types.ContainerDefinition) bool { return aws.ToString(c.Name) == name }) || len(all) == 0 {
		return name
	}
	return aws.ToString(all[0].Name)
}

// ended says what the end of a task means.
func (t *running) ended(ctx context.Context, task *types.Task, began time.Time) (*Ended, error) {
	done := &Ended{ID: stopped.Name(t.arn), Lines: t.log.last, Took: time.Since(began)}
	var code *int32
	for _, c := range task.Containers {
		if aws.ToString(c.Name) == t.container {
			code = c.ExitCode
		}
	}
	if task.StopCode == types.TaskStopCodeEssentialContainerExited && code != nil && *code == 0 {
		return done, nil
	}
	text, err := stopped.Of(ctx, t.ECS, t.Logs, task)
	if err != nil {
		text = fmt.Sprintf("its task %s stopped: %s\n", done.ID, aws.ToString(task.StoppedReason))
	}
	if code == nil {
		return nil, &NotStartedError{Name: t.Name, Text: text}
	}
	done.Code = int(*code)
	return done, &ExitError{Name: t.Name, Code: done.Code, Asked: task.StopCode == types.TaskStopCodeUserInitiated, Text: text}
}
