// Package rollout watches an ECS service until one given deployment of it is complete.
//
// A service that is stable need not be deployed: after a circuit breaker's rollback it is stable again, on the old task
// definition. So the question is never whether the service is stable but whether its PRIMARY deployment is the one that was
// asked for, and complete.
package rollout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/cenkalti/backoff/v5"
)

// API is the part of an ECS client that is used here. *ecs.Client is one.
type API interface {
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
}

// Target is the deployment that is waited for.
type Target struct {
	// Cluster is the cluster's name or ARN.
	Cluster string
	// Service is the service's name or ARN.
	Service string
	// TaskDefinition is the full ARN, with its revision, that the deployment must run.
	TaskDefinition string
	// Desired is the least number of running tasks that counts as deployed. ECS's own desired count must be reached too, which
	// auto scaling may have raised above it.
	Desired int
}

const (
	// defaultPoll is the time between two looks.
	defaultPoll = 5 * time.Second
	// defaultTimeout bounds a watch whose context has no deadline.
	defaultTimeout = 30 * time.Minute
)

// Options are what a watch may be given; the zero value is good.
type Options struct {
	// Poll is the time between two looks, defaultPoll when it is 0.
	Poll time.Duration
	// Progress, when set, is called after every look, never twice at once.
	Progress func(Event)
	// Health, when set, is asked how many targets are healthy.
	Health HealthAPI
}

// Event is what one look saw.
type Event struct {
	// Service is the target's.
	Service string
	// Elapsed is the time since the watch began.
	Elapsed time.Duration
	// State is the service's; the last known one when Err is set.
	State State
	// Messages are the service's own events since the look before, oldest first.
	Messages []string
	// Err is an error of a look that will be repeated: a throttled call, an endpoint that was not reached, a service that is not
	// there yet.
	Err error
}

// Watch returns nil once the service's PRIMARY deployment runs the target's task definition, its rollout state is COMPLETED,
// it has as many running tasks as desired and none pending.
//
// It returns at the earliest certainty, as a
//   - *RolledBackError when the PRIMARY deployment runs another task definition: the circuit breaker rolled it back, or somebody
//     deployed something else. Watch its Got to wait until that serves again;
//   - *FailedError when the deployment failed and nothing took its place;
//   - *ServiceNotFoundError when there is no such cluster, or no such service that is active;
//   - *TimeoutError when the context's deadline, or else defaultTimeout, passed.
//
// ECS is eventually consistent, and a rollback follows a failure by a moment: the first three are returned only when two looks
// in a row agree, or the deadline passes before the second. Errors that a repeated call may cure are reported as Events and
// tried again; others end the watch.
func Watch(ctx context.Context, client API, target Target, options Options) error {
	if err := target.validate(); err != nil {
		return err
	}
	if options.Poll <= 0 {
		options.Poll = defaultPoll
	}
	if options.Progress == nil {
		options.Progress = func(Event) {}
	}
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, defaultTimeout)
		defer cancel()
	}
	w := &watch{client: client, target: target, options: options, began: time.Now()}
	_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, w.look(ctx) },
		backoff.WithBackOff(backoff.NewConstantBackOff(options.Poll)),
		// The context alone says when it is too late.
		backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil || w.final:
		return err
	case !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("watch service %s in cluster %s: %w", target.Service, target.Cluster, err)
	case w.suspect != nil:
		return w.suspect
	}
	return &TimeoutError{Target: target, After: time.Since(w.began), Last: w.state, Messages: w.events.last(), Err: w.failure}
}

func (t Target) validate() error {
	switch {
	case t.Cluster == "" || t.Service == "":
		return fmt.Errorf("watch a rollout: cluster %q and service %q must both be given", t.Cluster, t.Service)
	case !arn.IsARN(t.TaskDefinition):
		// A family without a revision would match whatever is newest, a rollback included.
		return fmt.Errorf("watch service %s: task definition %q is not an ARN: give the one that Terraform put out", t.Service, t.TaskDefinition)
	case t.Desired < 0:
		return fmt.Errorf("watch service %s: %d tasks cannot be desired", t.Service, t.Desired)
	}
	return nil
}
