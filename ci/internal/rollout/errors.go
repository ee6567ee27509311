package rollout

import (
	"fmt"
	"strings"
	"time"
)

// RolledBackError says that the service's PRIMARY deployment is another one than was asked for.
type RolledBackError struct {
	// Service is the target's.
	Service string
	// Want is the task definition that was asked for, Got the one that the service has instead: ARNs.
	Want, Got string
	// Reason is what ECS says of the failed deployment and of the rollback. It is empty when somebody deployed something else.
	Reason string
	// Messages are the service's last events, oldest first.
	Messages []string
}

// Error names both task definitions and the reason.
func (e *RolledBackError) Error() string {
	text := fmt.Sprintf("service %s no longer deploys %s but %s", e.Service, Short(e.Want), Short(e.Got))
	if e.Reason == "" {
		return text + ": ECS gives no reason, so look for another deploy of the same service" + messagesBelow(e.Messages)
	}
	return text + ": " + e.Reason + ": look at the logs of its stopped tasks" + messagesBelow(e.Messages)
}

// FailedError says that the deployment failed and that nothing took its place.
type FailedError struct {
	// Service is the target's, TaskDefinition the ARN that was asked for.
	Service, TaskDefinition string
	// Reason is ECS's.
	Reason string
	// FailedTasks counts the tasks that did not start or stay healthy.
	FailedTasks int
	// Messages are the service's last events, oldest first.
	Messages []string
}

// Error names the task definition and the reason.
func (e *FailedError) Error() string {
	reason := e.Reason
	if reason == "" {
		reason = "ECS gives no reason"
	}
	return fmt.Sprintf("the deployment of %s to service %s failed after %d failed tasks: %s: look at the logs of its stopped tasks, "+
		"and roll back, because ECS did not%s", Short(e.TaskDefinition), e.Service, e.FailedTasks, strings.TrimSuffix(reason, "."), messagesBelow(e.Messages))
}

// TimeoutError says that the deployment was not complete in time. It may still become so.
type TimeoutError struct {
	// Target is what was waited for.
	Target Target
	// After is how long.
	After time.Duration
	// Last is the last state that was seen.
	Last State
	// Messages are the service's last events, oldest first.
	Messages []string
	// Err is the error of the last look, nil when it could look.
	Err error
}

// Error gives the last state.
func (e *TimeoutError) Error() string {
	text := fmt.Sprintf("service %s did not complete %s within %d s: last seen: %s", e.Target.Service, Short(e.Target.TaskDefinition),
		int(e.After.Round(time.Second).Seconds()), e.Last)
	if e.Err != nil {
		text += fmt.Sprintf(": the last look failed: %v", e.Err)
	}
	return text + ": check that the cluster has room for the tasks and that they pass their health checks" + messagesBelow(e.Messages)
}

// Unwrap returns the error of the last look.
func (e *TimeoutError) Unwrap() error { return e.Err }

// ServiceNotFoundError says that there is no such service.
type ServiceNotFoundError struct {
	Cluster, Service string
	// Status is MISSING, or INACTIVE or DRAINING for a service that was deleted.
	Status string
	// Err is ECS's answer, if it was an error.
	Err error
}

// Error names the cluster and the status.
func (e *ServiceNotFoundError) Error() string {
	return fmt.Sprintf("cluster %s has no service %s that could be deployed (%s): run deploy first", e.Cluster, e.Service, e.Status)
}

// Unwrap returns ECS's answer.
func (e *ServiceNotFoundError) Unwrap() error { return e.Err }

// Short is an ARN's last part: a task definition's FAMILY:REVISION, which is what people compare, or a task's id.
func Short(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// messagesBelow lists messages below an error's first line.
func messagesBelow(messages []string) string {
	if len(messages) == 0 {
		return ""
	}
	return "\nECS said:\n  " + strings.Join(messages, "\n  ")
}
