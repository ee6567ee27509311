package ecsexec

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// place is a container that runs.
type place struct{ cluster, task, id, container string }

// find finds the container, and refuses where no command can run in it.
func find(ctx context.Context, client API, where Where) (place, error) {
	if err := allowed(ctx, client, where); err != nil {
		return place{}, err
	}
	tasks, err := running(ctx, client, where)
	if err != nil {
		return place{}, err
	}
	task, err := choose(where, tasks)
	if err != nil {
		return place{}, err
	}
	container, err := within(where, task)
	if err != nil {
		return place{}, err
	}
	at := place{cluster: where.Cluster, task: aws.ToString(task.TaskArn), id: id(task), container: aws.ToString(container.Name)}
	return at, listens(at, task, container)
}

// allowed refuses a service that is not there, or that has ECS Exec switched off.
func allowed(ctx context.Context, client API, where Where) error {
	out, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: aws.String(where.Cluster), Services: []string{where.Service}})
	if err != nil {
		return fmt.Errorf("ask ECS for service %s: %w", where.Service, err)
	}
	i := slices.IndexFunc(out.Services, func(s types.Service) bool { return aws.ToString(s.Status) == "ACTIVE" })
	if i < 0 {
		return fmt.Errorf("cluster %s has no service %s: run deploy first", where.Cluster, where.Service)
	}
	if !out.Services[i].EnableExecuteCommand {
		return fmt.Errorf("service %s has ECS Exec switched off: write exec = true among its settings, and deploy. It lets people run what they like in "+
			"its containers, as root; in production the policy wants an allowance of the rule no-execute-command for it", where.Service)
	}
	return nil
}

// running are the tasks of the service that run, the newest first.
func running(ctx context.Context, client API, where Where) ([]types.Task, error) {
	var tasks []types.Task
	pages := ecs.NewListTasksPaginator(client, &ecs.ListTasksInput{
		Cluster: aws.String(where.Cluster), ServiceName: aws.String(where.Service), DesiredStatus: types.DesiredStatusRunning,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the tasks of service %s: %w", where.Service, err)
		}
		if len(page.TaskArns) == 0 {
			continue
		}
		out, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: aws.String(where.Cluster), Tasks: page.TaskArns})
		if err != nil {
			return nil, fmt.Errorf("look at the tasks of service %s: %w", where.Service, err)
		}
		tasks = append(tasks, out.Tasks...)
	}
	tasks = slices.DeleteFunc(tasks, func(t types.Task) bool { return aws.ToString(t.LastStatus) != "RUNNING" })
	started := func(t types.Task) time.Time { return aws.ToTime(t.StartedAt) }
	slices.SortFunc(tasks, func(a, b types.Task) int { return cmp.Or(started(b).Compare(started(a)), cmp.Compare(id(a), id(b))) })
	return tasks, nil
}

func choose(where Where, tasks []types.Task) (types.Task, error) {
	if len(tasks) == 0 {
		return types.Task{}, fmt.Errorf("service %s has no running task: `status` says what it has, and `logs --service %s` what was written", where.Service, where.Service)
	}
	wanted := where.Task[strings.LastIndex(where.Task, "/")+1:]
	var ids []string
	var found []types.Task
	for _, task := range tasks {
		ids = append(ids, id(task))
		if strings.HasPrefix(id(task), wanted) {
			found = append(found, task)
		}
	}
	switch {
	case len(found) == 0:
		return types.Task{}, fmt.Errorf("service %s has no running task %s: write one of %s", where.Service, where.Task, strings.Join(ids, ", "))
	case wanted != "" && len(found) > 1:
		return types.Task{}, fmt.Errorf("service %s has %d running tasks that begin with %s: write more of one of %s", where.Service, len(found), wanted, strings.Join(ids, ", "))
	}
	return found[0], nil
}

// within is the container that is named, or the service's own: it has its name.
func within(where Where, task types.Task) (types.Container, error) {
	var names []string
	for _, c := range task.Containers {
		if aws.ToString(c.Name) == cmp.Or(where.Container, where.Service) || where.Container == "" && len(task.Containers) == 1 {
			return c, nil
		}
		names = append(names, aws.ToString(c.Name))
	}
	if where.Container == "" {
		return types.Container{}, fmt.Errorf("task %s has several containers: give --container, one of %s", id(task), strings.Join(names, ", "))
	}
	return types.Container{}, fmt.Errorf("task %s has no container %s: write one of %s", id(task), where.Container, strings.Join(names, ", "))
}

// listens refuses a container whose agent does not run: ECS would answer with a reason for everything.
func listens(at place, task types.Task, container types.Container) error {
	if !task.EnableExecuteCommand {
		return fmt.Errorf("task %s started before ECS Exec was switched on: `restart --service` replaces it", at.id)
	}
	for _, agent := range container.ManagedAgents {
		if agent.Name == types.ManagedAgentNameExecuteCommandAgent && aws.ToString(agent.LastStatus) == "RUNNING" {
			return nil
		} else if agent.Name == types.ManagedAgentNameExecuteCommandAgent {
			return fmt.Errorf("the agent in container %s of task %s is %s%s: one that is PENDING needs a moment; else `restart --service` starts another task",
				at.container, at.id, aws.ToString(agent.LastStatus), because(agent.Reason))
		}
	}
	return fmt.Errorf("container %s of task %s has no agent of ECS Exec yet: wait a moment, or have `restart --service` start another task", at.container, at.id)
}

func because(reason *string) string {
	if text := aws.ToString(reason); text != "" {
		return " (" + text + ")"
	}
	return ""
}

func id(task types.Task) string {
	arn := aws.ToString(task.TaskArn)
	return arn[strings.LastIndex(arn, "/")+1:]
}
