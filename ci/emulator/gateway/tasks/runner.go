package tasks

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"slipway/emulator/gateway/connect"
)

// poll is how often ECS is asked for its tasks.
const poll = 300 * time.Millisecond

// Runner runs the tasks of the emulator's ECS.
type Runner struct {
	podman   *podman
	agent    agent
	listener net.Listener
	metadata metadata
	networks *networks
	names    *connect.Names

	mu      sync.Mutex
	lives   map[string]*life
	running sync.WaitGroup
}

func newRunner(p *podman) *Runner {
	return &Runner{podman: p, networks: newNetworks(p), names: connect.New(), lives: map[string]*life{}}
}

// Serve runs tasks until the context ends. What tasks ask for beside their metadata is for the gateway: it is their AWS.
func (r *Runner) Serve(ctx context.Context, moto *url.URL, gateway http.Handler) {
	r.agent = agent{moto}
	server := &http.Server{Handler: r.metadata.handler(r.agent, gateway), ReadHeaderTimeout: 30 * time.Second}
	go func() { _ = server.Serve(r.listener) }()
	defer server.Close()

	tick := time.NewTicker(poll)
	defer tick.Stop()
	failing := false
	for {
		desired, err := r.agent.tasks(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			slog.Error("ECS was not asked for its tasks", "error", err)
		}
		if failing = err != nil; !failing {
			r.follow(ctx, desired)
			r.connect(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// connect has the names of services lead to the tasks that run now.
func (r *Runner) connect(ctx context.Context) {
	endpoints, err := r.agent.endpoints(ctx)
	if err != nil {
		if ctx.Err() == nil {
			slog.Error("ECS was not asked who is behind the names of services", "error", err)
		}
		return // who was behind them before still is
	}
	r.names.Update(endpoints)
}

// follow starts the tasks that are new, and stops those that are to end and those that ECS no longer knows.
func (r *Runner) follow(ctx context.Context, desired map[string]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for arn, runs := range desired {
		l := r.lives[arn]
		if l == nil {
			l = newLife(r, arn)
			r.lives[arn] = l
			r.running.Go(func() {
				l.run(ctx)
				r.mu.Lock()
				defer r.mu.Unlock()
				delete(r.lives, arn)
			})
		}
		if !runs {
			l.stop()
		}
	}
	for arn, l := range r.lives {
		if _, known := desired[arn]; !known {
			l.stop()
		}
	}
}

// Close takes everything down: containers, networks, images. There is nothing to do where tasks are simulated.
func (r *Runner) Close() {
	if r == nil {
		return
	}
	if r.listener != nil {
		_ = r.listener.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := r.podman.waits(ctx, nil, "pod", "rm", "--all", "--force", "--time", "0"); err != nil {
		slog.Error("containers may still run", "error", err)
	}
	r.running.Wait()
	r.names.Close()
	if _, err := r.podman.waits(ctx, nil, "system", "reset", "--force"); err != nil {
		slog.Error("networks and images of tasks may be left behind", "folder", r.podman.folder, "error", err)
	}
	if err := os.RemoveAll(r.podman.folder); err != nil {
		slog.Error("the folder of tasks is left behind", "folder", r.podman.folder, "error", err)
	}
}
