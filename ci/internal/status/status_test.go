package status

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	alarms "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	targets "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// account has one service, orders, with a deployment.
type account struct {
	deployment types.Deployment
	healthy    int
	alarms     []alarms.MetricAlarm
	older      []types.Deployment
	sick       []targets.TargetHealthDescription
}

func (a *account) DescribeServices(_ context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	if in.Services[0] != "orders" {
		return &ecs.DescribeServicesOutput{Failures: []types.Failure{{Arn: aws.String(in.Services[0]), Reason: aws.String("MISSING")}}}, nil
	}
	return &ecs.DescribeServicesOutput{Services: []types.Service{{
		ServiceName: aws.String("orders"), Status: aws.String("ACTIVE"), Deployments: append([]types.Deployment{a.deployment}, a.older...),
		LoadBalancers: []types.LoadBalancer{{TargetGroupArn: aws.String("group")}},
	}}}, nil
}

func (a *account) ListTasks(_ context.Context, in *ecs.ListTasksInput, _ ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if in.NextToken == nil {
		return &ecs.ListTasksOutput{TaskArns: []string{"arn:aws:ecs:eu-west-1:1:task/shop-prod/b2"}, NextToken: aws.String("more")}, nil
	}
	return &ecs.ListTasksOutput{TaskArns: []string{"arn:aws:ecs:eu-west-1:1:task/shop-prod/a1"}}, nil
}

func (a *account) DescribeTasks(_ context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return &ecs.DescribeTasksOutput{Tasks: []types.Task{{
		TaskArn: aws.String(in.Tasks[0]), LastStatus: aws.String("RUNNING"), HealthStatus: types.HealthStatusHealthy,
		TaskDefinitionArn: aws.String("arn:aws:ecs:eu-west-1:1:task-definition/orders:8"), AvailabilityZone: aws.String("eu-west-1a"),
		StartedAt: aws.Time(time.Now().Add(-3 * time.Hour)),
	}}}, nil
}

func (a *account) DescribeTargetHealth(context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options)) (*elb.DescribeTargetHealthOutput, error) {
	healthy := targets.TargetHealthDescription{TargetHealth: &targets.TargetHealth{State: targets.TargetHealthStateEnumHealthy}}
	return &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: append(slices.Repeat([]targets.TargetHealthDescription{healthy}, a.healthy), a.sick...)}, nil
}

func (a *account) DescribeAlarms(_ context.Context, in *cloudwatch.DescribeAlarmsInput, _ ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error) {
	found := slices.DeleteFunc(slices.Clone(a.alarms), func(m alarms.MetricAlarm) bool { return !strings.HasPrefix(*m.AlarmName, *in.AlarmNamePrefix) })
	return &cloudwatch.DescribeAlarmsOutput{MetricAlarms: found}, nil
}

func (a *account) ListTagsForResource(_ context.Context, in *cloudwatch.ListTagsForResourceInput, _ ...func(*cloudwatch.Options)) (*cloudwatch.ListTagsForResourceOutput, error) {
	environment := "prod"
	if strings.Contains(*in.ResourceARN, "shop-prod-eu-") {
		environment = "prod-eu"
	}
	return &cloudwatch.ListTagsForResourceOutput{Tags: []alarms.Tag{{Key: aws.String("Project"), Value: aws.String("shop")}, {Key: aws.String("Environment"), Value: aws.String(environment)}}}, nil
}

func deployment(state types.DeploymentRolloutState, running, desired int32) types.Deployment {
	return types.Deployment{
		Id: aws.String("ecs-svc/1"), Status: aws.String("PRIMARY"), TaskDefinition: aws.String("arn:aws:ecs:eu-west-1:1:task-definition/orders:8"),
		RolloutState: state, RunningCount: running, DesiredCount: desired,
	}
}

func alarm(name string, state alarms.StateValue, reason string) alarms.MetricAlarm {
	return alarms.MetricAlarm{AlarmName: aws.String(name), AlarmArn: aws.String("arn:aws:cloudwatch:eu-west-1:1:alarm:" + name), StateValue: state, StateReason: aws.String(reason), StateTransitionedTimestamp: aws.Time(time.Now().Add(-time.Minute * 5))}
}

func TestLook(t *testing.T) {
	completed := deployment(types.DeploymentRolloutStateCompleted, 2, 2)
	for name, c := range map[string]struct {
		account  account
		services []string
		troubles []string
		says     []string
	}{
		"all is well": {
			account{completed, 2, []alarms.MetricAlarm{alarm("shop-prod-orders-down", "OK", ""), alarm("shop-prod-eu-orders-down", "ALARM", "a neighbour's"), alarm("shop-prod--pr-12-orders-down", "ALARM", "a preview's"), alarm("other", "ALARM", "not ours")}, nil, nil},
			[]string{"orders"}, nil, []string{"orders:8", "2 of 2", "a1", "b2", "3 h ago", "All is well in prod."},
		},
		"a target that is not healthy": {account{completed, 1, nil, nil, nil}, []string{"orders"}, []string{"service orders: 1 of 2 targets are healthy"}, []string{"Not well:"}},
		"a task that is missing": {
			account{deployment(types.DeploymentRolloutStateCompleted, 1, 2), 1, nil, nil, nil}, []string{"orders"}, []string{"service orders: 1 of 2 tasks run"}, nil,
		},
		"a rollout": {
			account{deployment(types.DeploymentRolloutStateInProgress, 2, 2), 2, nil, nil, nil}, []string{"orders"}, []string{"service orders: its deployment is in progress"}, nil,
		},
		"one that failed": {account{deployment(types.DeploymentRolloutStateFailed, 2, 2), 2, nil, nil, nil}, []string{"orders"}, []string{"service orders: its deployment failed"}, nil},
		"a service that is not there": {
			account{completed, 2, nil, nil, nil}, []string{"catalog", "orders"}, []string{"service catalog: it is not deployed: run deploy"}, []string{"not deployed"},
		},
		"an alarm that rings, and one without data": {
			account{completed, 2, []alarms.MetricAlarm{alarm("shop-prod-orders-5xx", "ALARM", "Threshold Crossed"), alarm("shop-prod-nat", "INSUFFICIENT_DATA", "Unchecked")}, nil, nil},
			[]string{"orders"}, []string{"alarm shop-prod-orders-5xx: Threshold Crossed"}, []string{"5 min ago", "INSUFFICIENT_DATA", "2 alarms, 0 OK."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			seen, err := Look(t.Context(), Clients{&c.account, &c.account, &c.account, nil}, "prod", "shop-prod", "shop-prod", c.services, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := seen.Troubles(); !slices.Equal(got, c.troubles) {
				t.Errorf("troubles %q, want %q", got, c.troubles)
			}
			text := seen.Text()
			for _, words := range c.says {
				if !strings.Contains(text, words) {
					t.Errorf("%q is not in:\n%s", words, text)
				}
			}
		})
	}
}

// TestARolloutShowsWhatStillServes has a new release whose tasks answer 502, while those of the one before serve.
func TestARolloutShowsWhatStillServes(t *testing.T) {
	before := deployment(types.DeploymentRolloutStateCompleted, 2, 2)
	before.Status, before.TaskDefinition = aws.String("ACTIVE"), aws.String("arn:aws:ecs:eu-west-1:1:task-definition/orders:7")
	drained := before
	drained.RunningCount, drained.DesiredCount = 0, 0
	sick := targets.TargetHealthDescription{
		Target:       &targets.TargetDescription{Id: aws.String("10.0.1.7"), Port: aws.Int32(8080)},
		TargetHealth: &targets.TargetHealth{State: targets.TargetHealthStateEnumUnhealthy, Reason: targets.TargetHealthReasonEnumResponseCodeMismatch, Description: aws.String("Health checks failed with these codes: [502]")},
	}
	a := &account{
		deployment: deployment(types.DeploymentRolloutStateInProgress, 1, 2), healthy: 2,
		older: []types.Deployment{before, drained}, sick: []targets.TargetHealthDescription{sick},
	}
	seen, err := Look(t.Context(), Clients{a, a, a, nil}, "prod", "shop-prod", "shop-prod", []string{"orders"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := seen.Services[0]; s.Healthy != 2 || len(s.Older) != 1 || s.Older[0].Running != 2 || len(s.Unhealthy) != 1 {
		t.Errorf("got %+v", s)
	}
	for _, words := range []string{"orders:7", "is being replaced: COMPLETED, 2 of 2 tasks running", "10.0.1.7:8080", "Target.ResponseCodeMismatch: Health checks failed with these codes: [502]"} {
		if !strings.Contains(seen.Text(), words) {
			t.Errorf("%q is not in:\n%s", words, seen.Text())
		}
	}
}
