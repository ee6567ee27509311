package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/ecsexec"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
)

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
