package walk

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"

	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/task"
)

// Task runs one task of a service's or a job's task definition as it is deployed, where its service or its schedule has its tasks run, and
// says each line that it writes. It takes no lock: it changes nothing that a deploy does.
func (w *Walk) Task(ctx context.Context, service string, command []string, say func(string)) (*task.Ended, error) {
	if err := w.Settings.Has(service); err != nil {
		return nil, err
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return nil, err
	}
	client := ecs.NewFromConfig(config)
	var place task.Place
	if w.Settings.Shapes[service] == environment.Job {
		place, err = task.OfJob(ctx, scheduler.NewFromConfig(config), w.Target.Cluster(), w.Target.Project+"-"+w.Target.Name, service)
	} else {
		place, err = task.OfService(ctx, client, w.Target.Cluster(), service)
	}
	if err != nil {
		return nil, err
	}
	return w.runTask(ctx, task.Clients{ECS: client, Logs: cloudwatchlogs.NewFromConfig(config)},
		task.Run{Place: place, Name: service, Command: command, Token: w.Target.Call + "-task", Region: w.region()}, say)
}

func (w *Walk) runTask(ctx context.Context, clients task.Clients, run task.Run, say func(string)) (done *task.Ended, err error) {
	err = w.Story.Step(ctx, "task", func(ctx context.Context) (string, error) {
		err := w.Story.Waiting(func() (err error) { done, err = task.Do(ctx, clients, run, say); return err })
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s ended with exit code 0", run.Name), nil
	})
	return done, err
}

// region is for commands that a person is to type; the emulator has one of its own.
func (w *Walk) region() string {
	if w.Target.Emulator() {
		return ""
	}
	return w.Target.Region
}

// TasksSimulated says that nothing runs where a task is started.
func (w *Walk) TasksSimulated() bool { return w.Target.Emulator() && !w.Target.Says.RealTasks() }

// ExitCode is that of a task that failed: its container's, or 1 where that did not end by itself.
func ExitCode(err error) int {
	var exit *task.ExitError
	if errors.As(err, &exit) && exit.Code > 0 {
		return exit.Code
	}
	return 1
}
