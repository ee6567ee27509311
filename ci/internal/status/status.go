// Package status looks at what runs in an environment: services, their tasks and targets, and alarms.
package status

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	alarms "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/schedule"
)

// ECS is the part of its client that is used here. *ecs.Client is one.
type ECS interface {
	rollout.API
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
}

// Clients are those of an account.
type Clients struct {
	ECS    ECS
	Health rollout.HealthAPI
	Alarms Alarms
	// Schedules are asked of jobs alone.
	Schedules schedule.API
}

// Alarms is the part of CloudWatch's client that is used here. *cloudwatch.Client is one.
type Alarms interface {
	cloudwatch.DescribeAlarmsAPIClient
	ListTagsForResource(context.Context, *cloudwatch.ListTagsForResourceInput, ...func(*cloudwatch.Options)) (*cloudwatch.ListTagsForResourceOutput, error)
}

// Look asks for all services of a cluster, for the jobs, and for the alarms whose names begin with the prefix.
func Look(ctx context.Context, c Clients, environment, cluster, prefix string, services, jobs []string) (*Environment, error) {
	seen := &Environment{Name: environment, At: time.Now().UTC().Truncate(time.Second)}
	for _, name := range services {
		service, err := look(ctx, c, cluster, name)
		if err != nil {
			return nil, err
		}
		seen.Services = append(seen.Services, service)
	}
	for _, name := range jobs {
		job, err := lookAtJob(ctx, c, cluster, prefix, name)
		if err != nil {
			return nil, err
		}
		seen.Services = append(seen.Services, job)
	}
	pages := cloudwatch.NewDescribeAlarmsPaginator(c.Alarms, &cloudwatch.DescribeAlarmsInput{AlarmNamePrefix: aws.String(prefix + "-")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the alarms of %s: %w", prefix, err)
		}
		for _, a := range page.MetricAlarms {
			if strings.HasPrefix(aws.ToString(a.AlarmName), prefix+"--") {
				continue // a preview's
			}
			if mine, err := c.of(ctx, environment, aws.ToString(a.AlarmArn)); err != nil {
				return nil, err
			} else if !mine {
				continue
			}
			seen.Alarms = append(seen.Alarms, Alarm{
				Name: aws.ToString(a.AlarmName), State: string(a.StateValue), Reason: aws.ToString(a.StateReason), Since: aws.ToTime(a.StateTransitionedTimestamp),
			})
		}
	}
	return seen, nil
}

// of tells an alarm of the environment from one of another whose name begins with its name, as prod-eu does with prod: the pipeline's role
// may not ask for the tags of that.
func (c Clients) of(ctx context.Context, environment, alarm string) (bool, error) {
	out, err := c.Alarms.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(alarm)})
	if awserror.Denied(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the tags of alarm %s: %w", alarm, err)
	}
	return slices.ContainsFunc(out.Tags, func(t alarms.Tag) bool {
		return aws.ToString(t.Key) == "Environment" && aws.ToString(t.Value) == environment
	}), nil
}

func look(ctx context.Context, c Clients, cluster, name string) (Service, error) {
	state, err := rollout.Around(ctx, c.ECS, c.Health, cluster, name)
	var missing *rollout.ServiceNotFoundError
	if errors.As(err, &missing) {
		return Service{Name: name, Rollout: "not deployed", Healthy: -1, Trouble: "it is not deployed: run deploy"}, nil
	}
	if err != nil {
		return Service{}, err
	}
	service := Service{
		Name: name, Rollout: state.String(), Release: rollout.Short(state.TaskDefinition),
		Running: state.Running, Desired: state.Desired, Healthy: state.Healthy, Trouble: trouble(state.State),
	}
	for _, d := range state.Others {
		service.Older = append(service.Older, Deployment{d.String(), rollout.Short(d.TaskDefinition), d.Running, d.Desired})
	}
	for _, t := range state.Sick {
		service.Unhealthy = append(service.Unhealthy, Target(t))
	}
	if err := service.addTasks(ctx, c, &ecs.ListTasksInput{Cluster: aws.String(cluster), ServiceName: aws.String(name)}); err != nil {
		return service, err
	}
	if service.Healthy < 0 {
		service.byChecks()
	}
	return service, nil
}

// addTasks adds the tasks that a list has, in the order of their zones.
func (s *Service) addTasks(ctx context.Context, c Clients, list *ecs.ListTasksInput) error {
	pages := ecs.NewListTasksPaginator(c.ECS, list)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list the tasks of %s: %w", s.Name, err)
		}
		if len(page.TaskArns) == 0 {
			continue
		}
		described, err := c.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: list.Cluster, Tasks: page.TaskArns}) // a page is as many as it takes
		if err != nil {
			return fmt.Errorf("read the tasks of %s: %w", s.Name, err)
		}
		for _, t := range described.Tasks {
			s.Tasks = append(s.Tasks, task(t))
		}
	}
	slices.SortFunc(s.Tasks, func(a, b Task) int { return strings.Compare(a.Zone+a.ID, b.Zone+b.ID) })
	return nil
}

// byChecks counts the tasks that say themselves that they are well, where no load balancer does. Tasks without a check say nothing.
func (s *Service) byChecks() {
	healthy, unhealthy := 0, 0
	for _, t := range s.Tasks {
		switch types.HealthStatus(t.Health) {
		case types.HealthStatusHealthy:
			healthy++
		case types.HealthStatusUnhealthy:
			unhealthy++
		}
	}
	if healthy+unhealthy == 0 {
		return
	}
	if s.Healthy = healthy; s.Trouble == "" && healthy < s.Desired {
		s.Trouble = fmt.Sprintf("%d of %d tasks are healthy", healthy, s.Desired)
	}
}

// trouble is what is wrong with a service in ECS's state, or "".
func trouble(s rollout.State) string {
	switch {
	case s.Rollout == string(types.DeploymentRolloutStateFailed):
		return "its deployment failed"
	case s.Rollout == string(types.DeploymentRolloutStateInProgress):
		return "its deployment is in progress"
	case s.Running < s.Desired:
		return fmt.Sprintf("%d of %d tasks run", s.Running, s.Desired)
	case s.Healthy >= 0 && s.Healthy < s.Desired:
		return fmt.Sprintf("%d of %d targets are healthy", s.Healthy, s.Desired)
	}
	return ""
}

func task(t types.Task) Task {
	return Task{
		ID: rollout.Short(aws.ToString(t.TaskArn)), Status: aws.ToString(t.LastStatus), Health: string(t.HealthStatus),
		Release: rollout.Short(aws.ToString(t.TaskDefinitionArn)), Zone: aws.ToString(t.AvailabilityZone), Started: aws.ToTime(t.StartedAt),
	}
}

// Troubles are what is wrong, a line each; empty where all is well.
func (e *Environment) Troubles() []string {
	var all []string
	for _, s := range e.Services {
		if s.Trouble != "" {
			kind := "service"
			if s.Job {
				kind = "job"
			}
			all = append(all, fmt.Sprintf("%s %s: %s", kind, s.Name, s.Trouble))
		}
	}
	for _, a := range e.Alarms {
		if a.State == "ALARM" {
			all = append(all, fmt.Sprintf("alarm %s: %s", a.Name, a.Reason))
		}
	}
	return all
}
