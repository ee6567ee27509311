package rollout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/cenkalti/backoff/v5"
)

// watch is one call of Watch.
type watch struct {
	client  API
	target  Target
	options Options
	began   time.Time

	state  State
	events events
	// failure is the error of the last look, nil when it could look.
	failure error
	// suspect is the verdict of the last look, if it was a bad one.
	suspect error
	// final says that the watch ended by a verdict, not by its context.
	final bool
}

// errInProgress asks for another look.
var errInProgress = errors.New("in progress")

// transient is the SDK's own judgement of what another call may cure.
var transient = retry.NewStandard()

// look looks once. It returns nil when the deployment is complete, an error to look again, and a permanent error to end.
func (w *watch) look(ctx context.Context) error {
	service, err := w.describe(ctx)
	var missing *ServiceNotFoundError
	switch {
	case errors.As(err, &missing):
		w.failure = missing
		w.report(nil)
		return w.confirm(missing)
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		err = fmt.Errorf("describe service %s in cluster %s: %w", w.target.Service, w.target.Cluster, err)
		if !transient.IsErrorRetryable(err) {
			return w.end(err)
		}
		w.failure = err
		w.report(nil)
		return err
	}
	w.failure = nil
	w.state = stateOf(service)
	w.state.ask(ctx, w.options.Health)
	w.report(w.events.add(service.Events, w.state.since))
	switch verdict := w.judge(service); {
	case verdict != nil:
		return w.confirm(verdict)
	case w.state.complete(w.target):
		return nil
	}
	w.suspect = nil
	return errInProgress
}

// describe gets the service. One that is gone, or on its way out, is a *ServiceNotFoundError.
func (w *watch) describe(ctx context.Context) (*types.Service, error) {
	out, err := w.client.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: aws.String(w.target.Cluster), Services: []string{w.target.Service},
	})
	notFound := &ServiceNotFoundError{Cluster: w.target.Cluster, Service: w.target.Service, Status: "MISSING"}
	var noCluster *types.ClusterNotFoundException
	var noService *types.ServiceNotFoundException
	if errors.As(err, &noCluster) || errors.As(err, &noService) {
		notFound.Err = err
		return nil, notFound
	}
	if err != nil {
		return nil, err
	}
	if len(out.Services) == 0 {
		return nil, notFound
	}
	service := &out.Services[0]
	// A service that was deleted is still described for a while.
	if status := aws.ToString(service.Status); status == "INACTIVE" || status == "DRAINING" {
		notFound.Status = status
		return nil, notFound
	}
	return service, nil
}

// judge returns why the deployment can no longer succeed, or nil.
func (w *watch) judge(service *types.Service) error {
	switch {
	case w.state.TaskDefinition == "":
		return nil // a service without a PRIMARY deployment yet
	case w.state.TaskDefinition != w.target.TaskDefinition:
		return &RolledBackError{
			Service: w.target.Service, Want: w.target.TaskDefinition, Got: w.state.TaskDefinition,
			Reason: reasonFor(service, w.target.TaskDefinition), Messages: w.events.last(),
		}
	case w.state.Rollout == string(types.DeploymentRolloutStateFailed):
		return &FailedError{
			Service: w.target.Service, TaskDefinition: w.target.TaskDefinition,
			Reason: w.state.Reason, FailedTasks: w.state.FailedTasks, Messages: w.events.last(),
		}
	}
	return nil
}

// confirm ends the watch when the look before came to the same kind of verdict.
func (w *watch) confirm(verdict error) error {
	again := w.suspect != nil && fmt.Sprintf("%T", w.suspect) == fmt.Sprintf("%T", verdict)
	w.suspect = verdict
	if again {
		return w.end(verdict)
	}
	return errInProgress
}

func (w *watch) end(err error) error {
	w.final = true
	return backoff.Permanent(err)
}

func (w *watch) report(messages []string) {
	w.options.Progress(Event{
		Service: w.target.Service, Elapsed: time.Since(w.began), State: w.state, Messages: messages, Err: w.failure,
	})
}
