package rollout

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/cenkalti/backoff/v5"
)

// TasksAPI is the part of an ECS client that knows tasks. *ecs.Client is one.
type TasksAPI interface {
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
}

const (
	// steadyFor is how long a task must run. For ECS one that has begun to run and has no health check is well, so a deployment of
	// tasks that end at once is complete.
	steadyFor = 15 * time.Second
	// longAgo is a start that no difference between AWS's clock and this one explains.
	longAgo = 5 * time.Minute
)

// UnsteadyError says that too few tasks of a service that nobody asks stayed.
type UnsteadyError struct {
	Stayed, Desired int
	After           time.Duration
}

func (e *UnsteadyError) Error() string {
	return fmt.Sprintf("%d of %d tasks ran for %d s without a break, after %d s of looking: look at the logs of its stopped tasks",
		e.Stayed, e.Desired, int(steadyFor.Seconds()), int(e.After.Seconds()))
}

// Steady waits until as many tasks of the target's task definition as are desired have run for a while, none of them unhealthy, and
// says how many have. Where none need run, as the work of a service may wait in a queue, it is all that do. It is what can be seen of a
// service that is behind no load balancer. The error is an *UnsteadyError where patience ends first.
func Steady(ctx context.Context, client TasksAPI, target Target, patience time.Duration) (int, error) {
	limited, cancel := context.WithTimeout(ctx, patience+steadyFor)
	defer cancel()
	since := map[string]time.Time{}
	stayed := 0
	_, err := backoff.Retry(limited, func() (struct{}, error) {
		tasks, err := running(limited, client, target)
		if err != nil {
			if limited.Err() != nil || transient.IsErrorRetryable(err) {
				return struct{}{}, err
			}
			return struct{}{}, backoff.Permanent(err)
		}
		now, seen := time.Now(), map[string]time.Time{}
		stayed = 0
		for _, task := range tasks {
			arn := aws.ToString(task.TaskArn)
			first, there := since[arn]
			if !there {
				first = now
			}
			seen[arn] = first
			if now.Sub(first) >= steadyFor || task.StartedAt != nil && now.Sub(*task.StartedAt) >= longAgo {
				stayed++
			}
		}
		if since = seen; stayed >= target.Desired && (target.Desired > 0 || stayed == len(tasks)) {
			return struct{}{}, nil
		}
		return struct{}{}, errInProgress
	}, backoff.WithBackOff(backoff.NewConstantBackOff(defaultPoll)), backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil:
		return stayed, nil
	case ctx.Err() == nil && limited.Err() != nil:
		return stayed, &UnsteadyError{Stayed: stayed, Desired: target.Desired, After: patience + steadyFor}
	}
	return stayed, fmt.Errorf("look at the tasks of service %s in cluster %s: %w", target.Service, target.Cluster, err)
}

// running are the tasks of the target's task definition that run, without those whose own check says that they are not well.
func running(ctx context.Context, client TasksAPI, target Target) ([]types.Task, error) {
	var found []types.Task
	pages := ecs.NewListTasksPaginator(client, &ecs.ListTasksInput{
		Cluster: aws.String(target.Cluster), ServiceName: aws.String(target.Service), DesiredStatus: types.DesiredStatusRunning,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		if len(page.TaskArns) == 0 {
			continue
		}
		described, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: aws.String(target.Cluster), Tasks: page.TaskArns})
		if err != nil {
			return nil, err
		}
		for _, task := range described.Tasks {
			if aws.ToString(task.LastStatus) == "RUNNING" && aws.ToString(task.TaskDefinitionArn) == target.TaskDefinition &&
				task.HealthStatus != types.HealthStatusUnhealthy {
				found = append(found, task)
			}
		}
	}
	return found, nil
}
