// Package ecsexec runs a command in a task of a service that runs, by ECS Exec.
//
// ECS opens a session of SSM, whose websocket carries the output. AWS publishes its client for that as a program for terminals
// (session-manager-plugin): it needs one, ends its process by itself, and is no Go module that others can build on. So the part of its
// protocol that a command without input needs is here.
package ecsexec

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/awserror"
)

// API is what ECS is asked.
type API interface {
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
	ExecuteCommand(context.Context, *ecs.ExecuteCommandInput, ...func(*ecs.Options)) (*ecs.ExecuteCommandOutput, error)
}

// Where is the container that a command runs in.
type Where struct {
	Cluster, Service string
	// Task is an id or its beginning, Container a name; either may be empty.
	Task, Container string
}

// Result is what became of a command.
type Result struct {
	Output string
	// Code is its exit code, where Known: an image without a shell has nothing that would tell it.
	Code  int
	Known bool
	// Task is the id of the one that it ran in.
	Task string
}

// Run runs words in a container, and waits for their end. The config is that of the client: it opens the session's channel.
func Run(ctx context.Context, client API, config aws.Config, where Where, words []string) (Result, error) {
	found, err := find(ctx, client, where)
	if err != nil {
		return Result{}, err
	}
	in := fmt.Sprintf("container %s of task %s", found.container, found.id)
	command := inShell(words)
	printed, closing, err := execute(ctx, client, config, found, command.text)
	if err == nil && len(printed) == 0 && lacksShell(closing) {
		command = bare(words)
		printed, closing, err = execute(ctx, client, config, found, command.text)
	}
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", in, err)
	}
	if len(printed) == 0 && strings.Contains(closing, "Unable to start command") {
		return Result{}, fmt.Errorf("%s: the command did not start: write a program that the image has, with its path%s", in, said(closing))
	}
	output, code, known := command.end(printed)
	if !known && (command.mark != "" || closing != "") {
		return Result{}, fmt.Errorf("%s: the session ended before the command told its exit code: look with `status` whether the task still runs%s",
			in, said(output, closing))
	}
	return Result{Output: output, Code: code, Known: known, Task: found.id}, nil
}

// lacksShell reads the agent's words for an image that has no sh.
func lacksShell(closing string) bool {
	return strings.Contains(closing, `exec: "sh": executable file not found`)
}

// said is what was printed and what the session's end says, each below.
func said(texts ...string) string {
	var all string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			all += "\n" + text
		}
	}
	return all
}

// execute opens a session for a command and reads it to its end.
func execute(ctx context.Context, client API, config aws.Config, at place, command string) (printed []byte, closing string, err error) {
	out, err := client.ExecuteCommand(ctx, &ecs.ExecuteCommandInput{
		Cluster: aws.String(at.cluster), Task: aws.String(at.task), Container: aws.String(at.container), Command: aws.String(command), Interactive: true,
	})
	if err != nil {
		return nil, "", explain(err)
	}
	if out.Session == nil {
		return nil, "", errors.New("ECS answered without a session: use `aws ecs execute-command`")
	}
	c, err := open(ctx, config, session{
		id: aws.ToString(out.Session.SessionId), url: aws.ToString(out.Session.StreamUrl), token: aws.ToString(out.Session.TokenValue),
	})
	if err != nil {
		return nil, "", err
	}
	closing, err = c.follow(ctx)
	if c.encrypted {
		return nil, "", errors.New("the cluster has a key of KMS for sessions, which this verb does not speak: use `aws ecs execute-command`")
	}
	return c.printed, closing, err
}

func explain(err error) error {
	switch {
	case awserror.Denied(err):
		return fmt.Errorf("run a command by ECS Exec: %w\necs:ExecuteCommand is a person's right, and no role of the pipeline has it: add the policy of "+
			"terraform/modules/iam/README.md to whoever types this", err)
	case awserror.Has(err, "TargetNotConnectedException"):
		return fmt.Errorf("the agent in the task is not connected to Systems Manager: %w\nGive the task a way to ssmmessages, through a NAT gateway or "+
			"\"ssmmessages\" in vpc.interface_endpoints, and its role the rights that exec = true gives it: run deploy, then `restart`", err)
	default:
		return fmt.Errorf("run a command by ECS Exec: %w", err)
	}
}
