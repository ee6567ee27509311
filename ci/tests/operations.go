package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/tests/internal/dagger"
)

// operates looks at what runs and where, reads its logs, replaces its tasks, and has an alarm ring.
func (t *Tests) operates(ctx context.Context, e *emulated) error {
	target := t.at(ctx, t.Source, e)
	screen, err := target.Status(ctx)
	if err != nil {
		return err
	}
	if err := wants(screen, "catalog", "orders", "2 of 2", "RUNNING", "All is well in local."); err != nil {
		return err
	}
	fleet, err := target.Instances(ctx)
	if err != nil {
		return err
	}
	if err := wants(fleet, "i-", "ACTIVE", "connected", "Group slipway-local: 2 wanted", "All is well with the instances of local."); err != nil {
		return err
	}
	lines, err := target.Logs(ctx, dagger.SlipwayLogsOpts{Service: "catalog"})
	if err != nil {
		return err
	}
	if err := wants(lines, " catalog ", `"msg":"listening"`); err != nil {
		return err
	}
	if err := t.follows(ctx, e); err != nil {
		return err
	}
	_, err = target.Restart(ctx, dagger.SlipwayRestartOpts{Service: "catalgo"})
	if err := refuses(err, "service catalgo is not deployed in local", "write one of [catalog orders]"); err != nil {
		return err
	}
	before, err := e.tasks(ctx, "catalog")
	if err != nil {
		return err
	}
	out, err := target.Restart(ctx, dagger.SlipwayRestartOpts{Service: "catalog"})
	if err != nil {
		return err
	}
	if err := wants(out, "catalog", "2 of 2 tasks", "200 at /catalog/healthz"); err != nil {
		return err
	}
	after, err := e.tasks(ctx, "catalog")
	if err != nil {
		return err
	}
	if slices.ContainsFunc(after, func(task string) bool { return slices.Contains(before, task) }) {
		return fmt.Errorf("a restart left a task: before %v, after %v", before, after)
	}
	return t.rings(ctx, e)
}

// follows wants logs --follow to ask again and again until it is interrupted. What it prints meanwhile only a terminal sees.
func (t *Tests) follows(ctx context.Context, e *emulated) error {
	if err := e.forgetCalls(ctx); err != nil {
		return err
	}
	running, interrupt := context.WithCancel(ctx)
	defer interrupt()
	ended := make(chan error, 1)
	go func() {
		_, err := t.at(ctx, t.Source, e).Logs(running, dagger.SlipwayLogsOpts{Service: "catalog", Follow: true})
		ended <- err
	}()
	const looks, wanted = 120, 3
	for range looks {
		calls, err := e.calls(ctx, false)
		if err != nil {
			return err
		}
		calls = slices.DeleteFunc(calls, func(c call) bool { return c.Action != "FilterLogEvents" || c.Status != http.StatusOK })
		if len(calls) >= wanted {
			interrupt()
			if err := <-ended; err == nil {
				return errors.New("logs --follow was interrupted and says that it came to an end")
			}
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("logs --follow ended by itself after %d looks: %w", len(calls), err)
		case <-time.After(time.Second):
		}
	}
	return errors.New("logs --follow looked less than three times")
}

// rings wants status to end with a code of its own while an alarm rings.
func (t *Tests) rings(ctx context.Context, e *emulated) error {
	ring := func(state string) error {
		_, err := e.form(ctx, "monitoring", url.Values{
			"Action": {"SetAlarmState"}, "AlarmName": {"slipway-local-catalog-5xx"}, "StateValue": {state}, "StateReason": {"a rehearsal"},
		})
		return err
	}
	if err := ring("ALARM"); err != nil {
		return err
	}
	_, found := t.at(ctx, t.Source, e).Status(ctx)
	if err := refuses(found, "Not well:", "alarm slipway-local-catalog-5xx: a rehearsal"); err != nil {
		return err
	}
	const notWell = 2
	if err := exits(found, notWell); err != nil {
		return err
	}
	written, err := t.at(ctx, t.Source, e).Status(ctx, dagger.SlipwayStatusOpts{Format: "json"})
	if err != nil {
		return fmt.Errorf("JSON must come as an answer: of a call that fails nothing is on stdout: %w", err)
	}
	if err := wants(written, `"well": false`, `"alarm slipway-local-catalog-5xx: a rehearsal"`); err != nil {
		return err
	}
	return ring("OK")
}

func (e *emulated) tasks(ctx context.Context, service string) ([]string, error) {
	out, err := ecs.NewFromConfig(e.config()).ListTasks(ctx, &ecs.ListTasksInput{Cluster: aws.String("slipway-local"), ServiceName: aws.String(service)})
	if err != nil {
		return nil, err
	}
	return out.TaskArns, nil
}
