package main

import (
	"context"
	"fmt"
	"strings"
	"time"

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
