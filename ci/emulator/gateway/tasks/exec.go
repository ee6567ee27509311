package tasks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// StartError is a command that was not started, for the reason that the agent of ECS Exec gives.
type StartError struct{ Reason string }

func (e *StartError) Error() string {
	return "Unable to start command: Failed to start pty: " + e.Reason
}

// Exec runs a command in a container of a task as the agent of ECS Exec does: as root, with the container's environment, at a terminal. How
// the command ended is not told, as it is not on AWS. A context that ends leaves the command: podman has no way to end it.
func (r *Runner) Exec(ctx context.Context, arn, container string, command []string, output io.Writer) error {
	name, err := r.container(arn, container)
	if err != nil {
		return err
	}
	args := append([]string{"exec", "--user", "0", "--tty", "--env", "TERM=xterm-256color", name}, command...)
	cmd := r.podman.command(ctx, nil, args...)
	var problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = output, &problems
	err = cmd.Run()
	if ended := (*exec.ExitError)(nil); err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("podman exec: %w", err)
	}
	// What podman itself says comes apart from what the command prints to its terminal.
	if text := problems.String(); err != nil && strings.Contains(text, "Error: ") {
		return &StartError{reasonOf(text)}
	}
	return nil
}

// reasonOf is the runtime's reason without what podman and the runtime put around it.
func reasonOf(text string) string {
	text = complaint(text)
	if i := strings.Index(text, `exec: "`); i >= 0 {
		text = text[i:]
	}
	text, _, _ = strings.Cut(text, ": OCI ")
	return text
}

// container is podman's name of a task's container that runs.
func (r *Runner) container(arn, name string) (string, error) {
	r.mu.Lock()
	l := r.lives[arn]
	r.mu.Unlock()
	if l == nil {
		return "", fmt.Errorf("task %s runs no more", arn)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.containers {
		if c.state.Name == name && c.state.Status == "RUNNING" {
			return c.name, nil
		}
	}
	return "", fmt.Errorf("container %s of task %s runs no more", name, arn)
}
