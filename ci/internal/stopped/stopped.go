// Package stopped says why tasks of a service ended, with the last lines that their containers wrote.
package stopped

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// lines is how many of a container's last lines are shown.
const lines = 10

// ECS is the part of its client that is used here. *ecs.Client is one.
type ECS interface {
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

// Logs is the part of a client of CloudWatch Logs that is used here. *cloudwatchlogs.Client is one.
type Logs interface {
	GetLogEvents(context.Context, *cloudwatchlogs.GetLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.GetLogEventsOutput, error)
}

// Last tells of a service's task that stopped last since a time: ECS's reason, each container's exit code, and its last lines. It is
// empty where none stopped by itself: ECS ends those of an older deployment when a newer one is up. ECS forgets a task an hour after
// its end.
func Last(ctx context.Context, client ECS, logs Logs, cluster, service string, since time.Time) (string, error) {
	task, err := last(ctx, client, cluster, service, since)
	if err != nil || task == nil {
		return "", err
	}
	return Of(ctx, client, logs, task)
}

// Of tells of one task that stopped what Last does.
func Of(ctx context.Context, client ECS, logs Logs, task *types.Task) (string, error) {
	var text strings.Builder
	id := Name(aws.ToString(task.TaskArn))
	fmt.Fprintf(&text, "its task %s stopped: %s\n", id, aws.ToString(task.StoppedReason))
	definition, err := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: task.TaskDefinitionArn})
	if err != nil {
		return "", fmt.Errorf("read its task definition: %w", err)
	}
	for _, container := range task.Containers {
		fmt.Fprintf(&text, "  container %s", aws.ToString(container.Name))
		if container.ExitCode != nil {
			fmt.Fprintf(&text, ", exit code %d", *container.ExitCode)
		}
		if reason := aws.ToString(container.Reason); reason != "" {
			fmt.Fprintf(&text, ": %s", reason)
		}
		text.WriteString("\n")
		wrote, err := tail(ctx, logs, definition.TaskDefinition, aws.ToString(container.Name), id)
		if err != nil {
			return "", err
		}
		for _, line := range wrote {
			fmt.Fprintf(&text, "  | %s\n", line)
		}
	}
	return text.String(), nil
}

// Ended counts the tasks of a task definition that failed and that ECS still knows, which is for an hour, and says why the newest did.
// A service can be whole and lose its tasks over and over again: ECS starts others.
func Ended(ctx context.Context, client ECS, cluster, service, definition string) (n int, reason string, err error) {
	tasks, err := failures(ctx, client, cluster, service)
	if err != nil {
		return 0, "", err
	}
	tasks = slices.DeleteFunc(tasks, func(t types.Task) bool { return aws.ToString(t.TaskDefinitionArn) != definition })
	if len(tasks) == 0 {
		return 0, "", nil
	}
	return len(tasks), aws.ToString(newest(tasks).StoppedReason), nil
}

func last(ctx context.Context, client ECS, cluster, service string, since time.Time) (*types.Task, error) {
	tasks, err := failures(ctx, client, cluster, service)
	if err != nil {
		return nil, err
	}
	tasks = slices.DeleteFunc(tasks, func(t types.Task) bool { return t.StoppedAt.Before(since) })
	if len(tasks) == 0 {
		return nil, nil //nolint:nilnil // no task is an answer
	}
	return newest(tasks), nil
}

func newest(tasks []types.Task) *types.Task {
	task := slices.MaxFunc(tasks, func(a, b types.Task) int { return a.StoppedAt.Compare(*b.StoppedAt) })
	return &task
}

// failures are the tasks of a service that failed, as far as ECS still knows them.
func failures(ctx context.Context, client ECS, cluster, service string) ([]types.Task, error) {
	listed, err := client.ListTasks(ctx, &ecs.ListTasksInput{
		Cluster: aws.String(cluster), ServiceName: aws.String(service), DesiredStatus: types.DesiredStatusStopped,
	})
	if err != nil {
		return nil, fmt.Errorf("list the stopped tasks of %s: %w", service, err)
	}
	if len(listed.TaskArns) == 0 {
		return nil, nil
	}
	described, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: aws.String(cluster), Tasks: listed.TaskArns})
	if err != nil {
		return nil, fmt.Errorf("read the stopped tasks of %s: %w", service, err)
	}
	return slices.DeleteFunc(described.Tasks, func(t types.Task) bool { return !failed(t) || t.StoppedAt == nil }), nil
}

// failed tells a task that did not start, ended, or was ended for its health, from one that had to go for another reason.
func failed(t types.Task) bool {
	switch t.StopCode {
	case types.TaskStopCodeTaskFailedToStart, types.TaskStopCodeEssentialContainerExited:
		return true
	case types.TaskStopCodeServiceSchedulerInitiated:
		return strings.Contains(aws.ToString(t.StoppedReason), "health check")
	default:
		return false
	}
}

// Stream is where a container's log is: the log group, and the stream of its task, which is named prefix/container/task. Both are empty
// where the log driver is not awslogs.
func Stream(definition *types.TaskDefinition, container, task string) (group, stream string) {
	i := slices.IndexFunc(definition.ContainerDefinitions, func(c types.ContainerDefinition) bool { return aws.ToString(c.Name) == container })
	if i < 0 {
		return "", ""
	}
	log := definition.ContainerDefinitions[i].LogConfiguration
	if log == nil || log.LogDriver != types.LogDriverAwslogs {
		return "", ""
	}
	return log.Options["awslogs-group"], log.Options["awslogs-stream-prefix"] + "/" + container + "/" + task
}

// tail are the last lines of a container whose log driver is awslogs.
func tail(ctx context.Context, client Logs, definition *types.TaskDefinition, container, task string) ([]string, error) {
	group, stream := Stream(definition, container, task)
	if group == "" {
		return nil, nil
	}
	read, err := client.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{
		LogGroupName: aws.String(group), LogStreamName: aws.String(stream), Limit: aws.Int32(lines),
	})
	if err != nil {
		return []string{"no line of its log can be read: " + err.Error()}, nil //nolint:nilerr // what stopped it is known without
	}
	var wrote []string
	for _, event := range read.Events {
		wrote = append(wrote, strings.TrimRight(aws.ToString(event.Message), "\n"))
	}
	return wrote, nil
}

// Name is the end of an ARN: a task's id, a task definition's family and revision.
func Name(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
