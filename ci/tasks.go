package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/ecsexec"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/walk"
)

// Task runs one task of a service, a worker or a job now, follows its log, and waits for its end.
//
// It runs what is deployed: the task definition that the service or the job's schedule has, in its cluster, subnets and security groups,
// with its secrets and its role. It ends with the container's exit code. Nothing of the service changes, and no lock is taken: a deploy may
// run meanwhile. A call that is interrupted stops the task. It needs ecs:RunTask and iam:PassRole, which the role of apply has.
// +cache="never"
func (s *Slipway) Task(
	ctx context.Context,
	// The service, worker or job.
	service string,
	// Program and arguments in the place of the definition's command, as --command migrate,--all: an image's entry point stays before it.
	// +optional
	command []string,
	// How long the task may take, such as 10m: then it is stopped.
	// +default="1h"
	timeout string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	limit, err := time.ParseDuration(timeout)
	if err != nil || limit <= 0 {
		return "", fmt.Errorf("--timeout is %q: write a duration, such as 90s, 10m or 2h", timeout)
	}
	w, err := s.standing(ctx, "nothing is deployed")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done, err := w.Task(ctx, service, command, func(line string) { fmt.Println(line) })
	if err != nil {
		return "", exitcode.Of(walk.ExitCode(err), engineerror.Told(err))
	}
	var text strings.Builder
	for _, line := range done.Lines {
		fmt.Fprintln(&text, line)
	}
	fmt.Fprintf(&text, "%s: its task %s ended with exit code 0 after %.0f s.\n", service, done.ID, done.Took.Seconds())
	if w.TasksSimulated() {
		text.WriteString("SIMULATED: this emulator runs no containers, so nothing ran.\n")
	}
	return text.String(), nil
}

// Exec runs a command in a running task of a service, by ECS Exec, prints what it printed, and ends with its exit code.
//
// The service has exec = true among its settings. The command runs as root, without input, and is in the log of the cluster's shells and in
// CloudTrail: no secret belongs into it. It needs ecs:ExecuteCommand, a person's right: no role of the pipeline has it. An image without a
// shell runs it too, but has nothing that tells the exit code, which is then 0.
// +cache="never"
func (s *Slipway) Exec(
	ctx context.Context,
	// The service.
	service string,
	// What to run, in words as a shell has them: 'ls -l "/a file"'. No shell reads it: "sh -c 'df | sort'" starts one.
	command string,
	// One of its tasks, by the beginning of its id, as status shows it; without it, the newest.
	// +optional
	task string,
	// One of the task's containers; without it, the service's own.
	// +optional
	container string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	words, err := ecsexec.Words(command)
	if err != nil {
		return "", err
	}
	w, err := s.standing(ctx, "nothing runs")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if err := w.Settings.HasTasks(service); err != nil {
		return "", err
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return "", err
	}
	where := ecsexec.Where{Cluster: w.Target.Cluster(), Service: service, Task: task, Container: container}
	ran, err := ecsexec.Run(ctx, ecs.NewFromConfig(config), config, where, words)
	if err != nil {
		return "", fmt.Errorf("service %s: %w", service, err)
	}
	if !ran.Known {
		w.Story.Say("exec", "the exit code is not known: the image has no shell (sh) that would tell it")
	}
	if ran.Code != 0 {
		return "", exitcode.Of(ran.Code, fmt.Errorf("%s\n%s ended with exit code %d in task %s of service %s",
			strings.TrimSuffix(ran.Output, "\n"), words[0], ran.Code, ran.Task, service))
	}
	return ran.Output, nil
}
