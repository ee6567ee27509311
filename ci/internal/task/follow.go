package task

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/stopped"
)

const (
	// stopLimit is how long it may take to stop the task of a call that ended.
	stopLimit = 20 * time.Second
	// longestReason is what ECS takes as a reason.
	longestReason = 255
	// unknownLooks is how often ECS may not know yet what it has just started.
	unknownLooks = 5
)

// wait follows the task until ECS says that it is STOPPED.
func (t *running) wait(ctx context.Context) (*types.Task, error) {
	for unknown := 0; ; {
		described, err := t.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: aws.String(t.Cluster), Tasks: []string{t.arn}})
		switch {
		case ctx.Err() != nil:
			return nil, t.interrupted(ctx)
		case err != nil:
			return nil, fmt.Errorf("%s: ask for its task %s, which may go on; `%s` ends it: %w", t.Name, stopped.Name(t.arn), t.stopping(), err)
		case len(described.Tasks) == 0 && unknown < unknownLooks:
			unknown++
			if !pause(ctx, t.Poll) {
				return nil, t.interrupted(ctx)
			}
			continue
		case len(described.Tasks) == 0:
			return nil, fmt.Errorf("%s: ECS does not know its task %s any more: look for its end with `logs --service %s`", t.Name, stopped.Name(t.arn), t.Name)
		}
		t.log.read(ctx)
		task := described.Tasks[0]
		if aws.ToString(task.LastStatus) == "STOPPED" {
			for pause(ctx, t.Poll) && t.log.read(ctx) > 0 {
				continue // CloudWatch shows a line some seconds after it was written
			}
			return &task, nil
		}
		if !pause(ctx, t.Poll) {
			return nil, t.interrupted(ctx)
		}
	}
}

// pause is false where the context ended meanwhile.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// interrupted stops the task of a call that ended.
func (t *running) interrupted(ctx context.Context) error {
	cause := context.Cause(ctx)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	reason := "the call that started it ended: " + cause.Error()
	_, err := t.ECS.StopTask(ending, &ecs.StopTaskInput{
		Cluster: aws.String(t.Cluster), Task: aws.String(t.arn), Reason: aws.String(reason[:min(len(reason), longestReason)]),
	})
	failed := &InterruptedError{Name: t.Name, ID: stopped.Name(t.arn), Stop: t.stopping(), NotStopped: err, Err: cause, Last: t.log.last}
	failed.Late = errors.Is(cause, context.DeadlineExceeded)
	return failed
}

// unanswered stops what a call started that ended before ECS's answer came, where it started something.
func (t *running) unanswered(ctx context.Context, out *ecs.RunTaskOutput) error {
	if out != nil && len(out.Tasks) > 0 {
		t.arn = aws.ToString(out.Tasks[0].TaskArn)
		t.log = &tail{}
		return t.interrupted(ctx)
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	listed, err := t.ECS.ListTasks(ending, &ecs.ListTasksInput{Cluster: aws.String(t.Cluster), StartedBy: aws.String(t.Token)})
	if err != nil {
		return fmt.Errorf("%s: the call ended while it started a task, which may run: `aws ecs list-tasks --cluster %s --started-by %s` shows it: %w", t.Name, t.Cluster, t.Token, context.Cause(ctx))
	}
	if len(listed.TaskArns) == 0 {
		return fmt.Errorf("%s: the call ended before a task was started: %w", t.Name, context.Cause(ctx))
	}
	t.arn, t.log = listed.TaskArns[0], &tail{}
	return t.interrupted(ctx)
}

// stopping is the command that ends the task.
func (t *running) stopping() string {
	command := "aws ecs stop-task"
	if t.Region != "" {
		command += " --region " + t.Region
	}
	return strings.Join([]string{command, "--cluster", t.Cluster, "--task", stopped.Name(t.arn)}, " ")
}

// Alone waits until no other task of a task definition runs, of any revision: a call that was killed leaves one, and two at once may not bear
// each other, as migrations.
func Alone(ctx context.Context, c Clients, place Place, say func(line string)) error {
	family, _, _ := strings.Cut(stopped.Name(place.Definition), ":")
	for said := false; ; said = true {
		listed, err := c.ECS.ListTasks(ctx, &ecs.ListTasksInput{
			Cluster: aws.String(place.Cluster), Family: aws.String(family), DesiredStatus: types.DesiredStatusRunning,
		})
		switch {
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("list the tasks of %s: %w", family, err)
		case err == nil && len(listed.TaskArns) == 0:
			return nil
		case err == nil && !said:
			say("waits for its task " + stopped.Name(listed.TaskArns[0]) + ", which an earlier call left running")
		}
		if !pause(ctx, cmp.Or(c.Poll, Poll)) {
			return fmt.Errorf("a task of %s that an earlier call left still runs: `aws ecs list-tasks --cluster %s --family %s` shows it, and "+
				"`aws ecs stop-task` ends it: %w", family, place.Cluster, family, context.Cause(ctx))
		}
	}
}
