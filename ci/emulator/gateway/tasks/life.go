package tasks

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"slipway/emulator/gateway/control"
)

// defaultStopTimeout is ECS's: from SIGTERM to SIGKILL.
const defaultStopTimeout = 30

// life is a task from its start to its end.
type life struct {
	runner *Runner
	arn    string
	task   *task
	// stopping closes when ECS wants the task to end.
	stopping chan struct{}
	once     sync.Once
	// networked says that the task is in its VPC's network.
	networked bool

	mu         sync.Mutex
	status     string // of the task, as it was reported last
	containers []*container
}

// container is one of a task's. Its state is guarded by the life's mutex.
type container struct {
	definition types.ContainerDefinition
	name       string // podman's
	state      containerState
	started    bool
	ended      chan struct{} // closes when its state tells how it ended and its log is complete
}

func newLife(r *Runner, arn string) *life {
	return &life{runner: r, arn: arn, stopping: make(chan struct{})}
}

func (l *life) stop() { l.once.Do(func() { close(l.stopping) }) }

// run takes the task from its start to its end, and reports both.
func (l *life) run(ctx context.Context) {
	var err error
	if l.task, err = l.runner.agent.task(ctx, l.arn); err != nil {
		// One that could not be asked for ends, or it would be asked for again at once, for ever.
		l.report(ctx, taskState{Status: "STOPPED", StopCode: "TaskFailedToStart", Reason: "ResourceInitializationError: " + err.Error()})
		return
	}
	for _, definition := range inOrder(l.task.Containers) {
		l.containers = append(l.containers, &container{
			definition: definition, name: containerName(l.task, definition), ended: make(chan struct{}),
			state: containerState{Name: aws.ToString(definition.Name), Status: "PENDING", Health: initialHealth(definition)},
		})
	}
	checking, unchecked := context.WithCancel(ctx)
	defer unchecked()
	failed := l.start(ctx, checking)
	end := taskState{Status: "STOPPED", StopCode: "EssentialContainerExited", Reason: "Essential container in task exited"}
	if failed == nil {
		began := time.Now()
		l.report(ctx, taskState{Status: "RUNNING"})
		l.follow(ctx, checking)
		slog.Info("task ends", "task", l.task.ID, "group", l.task.Group, "ran", time.Since(began).Round(time.Millisecond).String())
	} else {
		end.StopCode, end.Reason = "TaskFailedToStart", failed.Error()
		slog.Info("task failed to start", "task", l.task.ID, "group", l.task.Group, "reason", failed.Error())
	}
	unchecked()
	l.end(ctx)
	if l.networked {
		l.runner.networks.end(l.task.Network)
	}
	l.report(ctx, end)
	l.runner.metadata.forget(l)
	// The end of the emulator takes the pods down by itself.
	if _, err := l.runner.podman.waits(ctx, nil, "pod", "rm", "--force", "--ignore", "--time", "0", podName(l.task)); err != nil && ctx.Err() == nil {
		slog.Error("a task's pod is left behind", "task", l.task.ID, "error", err)
	}
	if l.networked {
		l.runner.networks.leave(ctx, l.task.Network)
	}
}

// follow returns when an essential container ended, or the task is to end.
func (l *life) follow(ctx, checking context.Context) {
	over := make(chan struct{}, len(l.containers))
	for _, c := range l.containers {
		go func() {
			<-c.ended
			if c.definition.Essential == nil || *c.definition.Essential {
				over <- struct{}{}
			} else if checking.Err() == nil {
				l.report(ctx, taskState{})
			}
		}()
	}
	select {
	case <-over:
	case <-l.stopping:
	case <-ctx.Done():
	}
}

// end stops the containers that still run, each after those that depend on it: SIGTERM, and SIGKILL after the stop timeout.
func (l *life) end(ctx context.Context) {
	var stopping sync.WaitGroup
	for _, c := range l.containers {
		if !c.started {
			l.set(c, func(s *containerState) { s.Status = "STOPPED" })
			continue
		}
		stopping.Go(func() {
			for _, dependent := range l.dependents(c) {
				if dependent.started {
					<-dependent.ended
				}
			}
			select {
			case <-c.ended:
				return
			default:
			}
			timeout := defaultStopTimeout
			if c.definition.StopTimeout != nil {
				timeout = int(*c.definition.StopTimeout)
			}
			if _, err := l.runner.podman.waits(ctx, nil, "stop", "--time", strconv.Itoa(timeout), c.name); err != nil && ctx.Err() == nil {
				slog.Error("a container was not stopped", "container", c.name, "error", err)
			}
			<-c.ended
		})
	}
	stopping.Wait()
}

// await waits for a container's end, and keeps how it ended.
func (l *life) await(ctx context.Context, c *container, gone <-chan struct{}, log <-chan struct{}) {
	defer close(c.ended)
	<-gone
	number, err := l.runner.podman.exitCode(ctx, c.name)
	overran := number == 137 && l.runner.podman.overran(ctx, podName(l.task), memory(l.task, c.definition)<<20)
	l.set(c, func(s *containerState) {
		s.Status = "STOPPED"
		switch {
		case err != nil:
			s.Reason = "DockerStateError: " + err.Error()
		case overran:
			s.ExitCode, s.Reason = &number, outOfMemory
		default:
			s.ExitCode = &number
		}
	})
	<-log
}

func (l *life) set(c *container, change func(*containerState)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&c.state)
}

// report tells ECS where the task is, with all its containers. Without a status it is where it was.
func (l *life) report(ctx context.Context, state taskState) {
	l.mu.Lock()
	state.ARN = l.arn
	l.status = cmp.Or(state.Status, l.status)
	state.Status = l.status
	for _, c := range l.containers {
		state.Containers = append(state.Containers, c.state)
	}
	l.mu.Unlock()
	if err := l.runner.agent.report(ctx, state); err != nil && !errors.Is(err, control.ErrUnknown) && ctx.Err() == nil {
		slog.Error("ECS was not told of a task", "task", l.arn, "status", state.Status, "error", err)
	}
}

// logFile is where podman writes a container's log. Its folder is made before the first.
func (l *life) logFile(c *container) (string, error) {
	folder := filepath.Join(l.runner.podman.folder, "logs")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", errors.New("CannotCreateContainerError: make the folder of logs: " + err.Error())
	}
	return filepath.Join(folder, c.name+".log"), nil
}
