package status

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	scheduled "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// unasked has the service orders behind no load balancer, and the health of its two tasks.
type unasked struct {
	account
	health []types.HealthStatus
}

func (u *unasked) DescribeServices(ctx context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	out, err := u.account.DescribeServices(ctx, in)
	for i := range out.Services {
		out.Services[i].LoadBalancers = nil
	}
	return out, err
}

func (u *unasked) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	out, err := u.account.DescribeTasks(ctx, in)
	which := 0
	if strings.HasSuffix(in.Tasks[0], "b2") {
		which = 1
	}
	out.Tasks[0].HealthStatus = u.health[which]
	return out, err
}

func TestAWorkerIsAskedByItsOwnChecks(t *testing.T) {
	for name, c := range map[string]struct {
		health   []types.HealthStatus
		healthy  int
		troubles []string
	}{
		"no check":          {[]types.HealthStatus{types.HealthStatusUnknown, types.HealthStatusUnknown}, -1, nil},
		"all pass":          {[]types.HealthStatus{types.HealthStatusHealthy, types.HealthStatusHealthy}, 2, nil},
		"one does not pass": {[]types.HealthStatus{types.HealthStatusHealthy, types.HealthStatusUnhealthy}, 1, []string{"service orders: 1 of 2 tasks are healthy"}},
	} {
		worker := &unasked{account{deployment: deployment(types.DeploymentRolloutStateCompleted, 2, 2)}, c.health}
		seen, err := Look(t.Context(), Clients{worker, worker, worker, nil}, "prod", "shop-prod", "shop-prod", []string{"orders"}, nil)
		if err != nil || seen.Services[0].Healthy != c.healthy || !slices.Equal(seen.Troubles(), c.troubles) {
			t.Errorf("%s: %+v, %v", name, seen, err)
		}
	}
}

type clock struct{ state scheduled.ScheduleState }

func (c clock) GetSchedule(_ context.Context, in *scheduler.GetScheduleInput, _ ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error) {
	if *in.GroupName != "shop-prod" || *in.Name != "report" {
		return nil, &scheduled.ResourceNotFoundException{}
	}
	return &scheduler.GetScheduleOutput{
		ScheduleExpression: aws.String("rate(1 hour)"), ScheduleExpressionTimezone: aws.String("UTC"), State: c.state,
		Target: &scheduled.Target{EcsParameters: &scheduled.EcsParameters{TaskDefinitionArn: aws.String("arn:aws:ecs:eu-west-1:1:task-definition/shop-prod-report:8")}},
	}, nil
}

func TestJobs(t *testing.T) {
	for name, c := range map[string]struct {
		job      string
		state    scheduled.ScheduleState
		troubles []string
		says     []string
	}{
		"a job":                  {"report", scheduled.ScheduleStateEnabled, nil, []string{"shop-prod-report:8", "rate(1 hour), UTC", "b2", "All is well"}},
		"one that is off":        {"report", scheduled.ScheduleStateDisabled, []string{"job report: its schedule is switched off"}, []string{"switched off"}},
		"one that was not there": {"invoice", scheduled.ScheduleStateEnabled, []string{"job invoice: its schedule is not there: run deploy"}, []string{"not scheduled"}},
	} {
		a := &account{deployment: deployment(types.DeploymentRolloutStateCompleted, 2, 2), healthy: 2}
		seen, err := Look(t.Context(), Clients{a, a, a, clock{c.state}}, "prod", "shop-prod", "shop-prod", []string{"orders"}, []string{c.job})
		if err != nil || !slices.Equal(seen.Troubles(), c.troubles) {
			t.Errorf("%s: %+v, %v", name, seen, err)
			continue
		}
		for _, words := range c.says {
			if !strings.Contains(seen.Text(), words) {
				t.Errorf("%s: %q is not in:\n%s", name, words, seen.Text())
			}
		}
	}
}
