package rollout

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// Survey is a service with all of its deployments.
type Survey struct {
	State
	// Others are the deployments that the PRIMARY one replaces: their tasks still serve.
	Others []State
	// Sick are the targets that the load balancer does not call healthy.
	Sick []Sick
}

// Sick is such a target, in the load balancer's words.
type Sick struct{ Target, State, Reason string }

// Around looks at a service and at what is beside its PRIMARY deployment.
func Around(ctx context.Context, client API, health HealthAPI, cluster, service string) (Survey, error) {
	w := &watch{client: client, target: Target{Cluster: cluster, Service: service}}
	found, err := w.describe(ctx)
	if err != nil {
		return Survey{}, err
	}
	all := Survey{State: stateOf(found)}
	for _, d := range found.Deployments {
		if aws.ToString(d.Status) != "PRIMARY" && d.RunningCount+d.PendingCount+d.DesiredCount > 0 {
			all.Others = append(all.Others, deploymentOf(d))
		}
	}
	if health == nil || all.targetGroup == "" {
		return all, nil
	}
	// For people to read, as in ask: a failure leaves it unknown.
	if targets, err := targetsOf(ctx, health, all.targetGroup); err == nil {
		all.judge(targets)
	}
	return all, nil
}

func (s *Survey) judge(targets []elb.TargetHealthDescription) {
	s.Healthy = 0
	for _, t := range targets {
		switch {
		case t.TargetHealth == nil:
		case t.TargetHealth.State == elb.TargetHealthStateEnumHealthy:
			s.Healthy++
		default:
			s.Sick = append(s.Sick, sick(t))
		}
	}
}

func sick(t elb.TargetHealthDescription) Sick {
	s := Sick{State: string(t.TargetHealth.State), Reason: string(t.TargetHealth.Reason)}
	if t.Target != nil {
		s.Target = fmt.Sprintf("%s:%d", aws.ToString(t.Target.Id), aws.ToInt32(t.Target.Port))
	}
	if words := aws.ToString(t.TargetHealth.Description); words != "" {
		s.Reason += ": " + words
	}
	return s
}

func deploymentOf(d types.Deployment) State {
	return State{
		Deployment: aws.ToString(d.Id), TaskDefinition: aws.ToString(d.TaskDefinition),
		Rollout: string(d.RolloutState), Reason: aws.ToString(d.RolloutStateReason),
		Running: int(d.RunningCount), Pending: int(d.PendingCount), Desired: int(d.DesiredCount), FailedTasks: int(d.FailedTasks),
		Healthy: -1, since: aws.ToTime(d.CreatedAt),
	}
}
