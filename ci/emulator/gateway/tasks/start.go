package tasks

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// start starts the task's containers, and has each checked for as long as checking lasts. The error is ECS's stopped reason.
func (l *life) start(ctx, checking context.Context) error {
	if refused := l.task.Refused; refused != nil {
		for _, c := range l.containers {
			if c.state.Name == refused.Container {
				l.set(c, func(s *containerState) { s.Reason = refused.Reason })
			}
		}
		return errors.New(refused.Reason)
	}
	if what := unsupported(l.task); what != "" {
		return errors.New("ResourceInitializationError: " + what)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a task that is to end before it runs is not waited for
		select {
		case <-l.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	l.report(ctx, taskState{Status: "PENDING"})
	for _, c := range l.containers {
		if err := l.pull(ctx, c); err != nil {
			return l.fail(ctx, c, err)
		}
	}
	if err := l.runner.networks.enter(ctx, l.task.Network); err != nil {
		return errors.New("ResourceInitializationError: " + err.Error())
	}
	l.networked = true
	var hosts []string
	for _, name := range l.task.Connect {
		ip, err := l.runner.names.Take(ctx, name)
		if err != nil {
			return errors.New("ResourceInitializationError: failed to set up Service Connect: " + err.Error())
		}
		hosts = append(hosts, name.Name+":"+ip)
	}
	// Not ended half-way either: what is left of a pod keeps its network.
	if _, err := l.runner.podman.run(context.WithoutCancel(ctx), nil, append([]string{"pod", "create"}, podArguments(l.task, hosts)...)...); err != nil {
		return errors.New("ResourceInitializationError: failed to configure the task's network: " + err.Error())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, c := range l.containers {
		if err := l.ready(ctx, c); err != nil {
			return l.fail(ctx, c, err)
		}
		if err := l.begin(ctx, c); err != nil {
			return l.fail(ctx, c, err)
		}
		go l.check(checking, c)
	}
	return nil
}

// fail keeps with the container why it did not start, which is not its own doing when the task is to end before.
func (l *life) fail(ctx context.Context, c *container, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.set(c, func(s *containerState) { s.Reason = err.Error() })
	return err
}

func (l *life) pull(ctx context.Context, c *container) error {
	image := aws.ToString(c.definition.Image)
	if _, err := l.runner.podman.run(ctx, nil, "pull", "--quiet", image); err != nil {
		return cannotPull(image, err)
	}
	if _, digest, named := strings.Cut(image, "@"); named {
		l.set(c, func(s *containerState) { s.Digest = digest })
	}
	return nil
}

// begin creates and starts one container.
func (l *life) begin(ctx context.Context, c *container) error {
	file, err := l.logFile(c)
	if err != nil {
		return err
	}
	var secrets []string
	for name, value := range l.task.Secrets[c.state.Name] {
		secrets = append(secrets, name+"="+value)
	}
	mounts, err := l.runner.podman.mounts(l.task, c.definition)
	if err != nil {
		return errors.New("CannotCreateContainerError: make the folder of a volume: " + err.Error())
	}
	given := surroundings{
		environment: l.runner.metadata.environment(l, c), ulimits: l.runner.podman.ulimits, mounts: mounts, log: file, pid: file + ".pid",
	}
	create := append([]string{"create"}, createArguments(l.task, c.definition, given)...)
	id, err := l.runner.podman.run(ctx, secrets, create...)
	if err != nil {
		return errors.New("CannotCreateContainerError: Error response from daemon: " + err.Error())
	}
	l.set(c, func(s *containerState) { s.RuntimeID = id })
	if _, err := l.runner.podman.run(ctx, nil, "start", c.name); err != nil {
		return errors.New("CannotStartContainerError: Error response from daemon: " + err.Error())
	}
	gone, err := exited(given.pid)
	if err != nil {
		return errors.New("CannotStartContainerError: " + err.Error())
	}
	c.started = true
	l.set(c, func(s *containerState) { s.Status = "RUNNING" })
	// From here on the container's own end counts, not that of its start.
	lasting := context.WithoutCancel(ctx)
	written := make(chan struct{})
	go func() {
		defer close(written)
		l.runner.agent.follow(lasting, l.arn, c, file, gone)
	}()
	go l.await(lasting, c, gone, written)
	return nil
}
