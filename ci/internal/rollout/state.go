package rollout

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// State is a service's PRIMARY deployment.
type State struct {
	// Deployment is its id: "ecs-svc/123". It is empty when there is none yet, as are the other fields.
	Deployment string
	// TaskDefinition is the ARN that it runs.
	TaskDefinition string
	// Rollout is IN_PROGRESS, COMPLETED or FAILED.
	Rollout string
	// Reason says why, in ECS's words.
	Reason string
	// Running, Pending and Desired count its tasks. FailedTasks counts those that did not start or stay healthy.
	Running, Pending, Desired, FailedTasks int
	// Healthy counts the targets that the load balancer sends requests to; -1 is not known.
	Healthy int

	alone       bool // there is no other deployment
	since       time.Time
	targetGroup string
}

// String is the state on one line: "IN_PROGRESS, 1 of 2 tasks running, 1 pending".
func (s State) String() string {
	if s.Deployment == "" {
		return "no deployment yet"
	}
	rollout := s.Rollout
	if rollout == "" {
		rollout = "rollout state not known"
	}
	text := fmt.Sprintf("%s, %d of %d tasks running", rollout, s.Running, s.Desired)
	if s.Pending > 0 {
		text += fmt.Sprintf(", %d pending", s.Pending)
	}
	if s.Healthy >= 0 {
		text += fmt.Sprintf(", %d healthy", s.Healthy)
	}
	if s.FailedTasks > 0 {
		text += fmt.Sprintf(", %d failed", s.FailedTasks)
	}
	if s.Reason != "" {
		text += ": " + strings.TrimSuffix(s.Reason, ".")
	}
	return text
}

func (s State) complete(target Target) bool {
	return s.TaskDefinition == target.TaskDefinition &&
		s.Rollout == string(types.DeploymentRolloutStateCompleted) &&
		s.Running == s.Desired && s.Running >= target.Desired && s.Pending == 0
}

func stateOf(service *types.Service) State {
	for _, d := range service.Deployments {
		if aws.ToString(d.Status) == "PRIMARY" {
			s := deploymentOf(d)
			s.alone, s.targetGroup = len(service.Deployments) == 1, targetGroupOf(service)
			return s
		}
	}
	return State{Healthy: -1}
}

func targetGroupOf(service *types.Service) string {
	if len(service.LoadBalancers) == 0 {
		return ""
	}
	return aws.ToString(service.LoadBalancers[0].TargetGroupArn)
}

// ask fills in what the load balancer knows. That is for people to read, so a failure to ask leaves it unknown.
func (s *State) ask(ctx context.Context, client HealthAPI) {
	if client == nil || s.targetGroup == "" {
		return
	}
	if healthy, err := Healthy(ctx, client, s.targetGroup); err == nil {
		s.Healthy = healthy
	}
}

// reasonFor says why a task definition is not the PRIMARY deployment's: the reason of its own deployment, which ECS shows for a
// while after it failed, and that of the PRIMARY one, which names a rollback.
func reasonFor(service *types.Service, definition string) string {
	var reasons []string
	for _, d := range service.Deployments {
		reason := strings.TrimSuffix(aws.ToString(d.RolloutStateReason), ".")
		failed := aws.ToString(d.TaskDefinition) == definition && d.RolloutState == types.DeploymentRolloutStateFailed
		if reason != "" && (failed || aws.ToString(d.Status) == "PRIMARY") {
			reasons = append(reasons, reason)
		}
	}
	// ECS lists the PRIMARY deployment first, and the failure comes before the rollback.
	slices.Reverse(reasons)
	return strings.Join(reasons, "; ")
}

// keep is the number of messages that an error carries.
const keep = 5

// events are the messages of a service since its deployment began.
type events struct {
	seen     map[string]bool
	messages []string
}

// add takes the events of one look, newest first as ECS gives them, and returns the messages that are new, oldest first. Those
// from before the deployment belong to another story.
func (e *events) add(found []types.ServiceEvent, since time.Time) []string {
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	var fresh []string
	for _, event := range slices.Backward(found) {
		id := aws.ToString(event.Id)
		if e.seen[id] || aws.ToTime(event.CreatedAt).Before(since) {
			continue
		}
		e.seen[id] = true
		fresh = append(fresh, aws.ToString(event.Message))
	}
	e.messages = append(e.messages, fresh...)
	return fresh
}

// last returns the newest messages, oldest first.
func (e *events) last() []string {
	return slices.Clone(e.messages[max(0, len(e.messages)-keep):])
}
