package tasks

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"
)

// exits tells of each container that it ended: one process of podman watches them all.
type exits struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

// of returns a channel that closes when the container with this name ends. It is asked for before the container starts.
func (e *exits) of(container string) <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.waiting == nil {
		e.waiting = map[string]chan struct{}{}
	}
	e.waiting[container] = make(chan struct{})
	return e.waiting[container]
}

// ended says so of a container.
func (e *exits) ended(container string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if waiting := e.waiting[container]; waiting != nil {
		close(waiting)
		delete(e.waiting, container)
	}
}

func (e *exits) watch(ctx context.Context, p *podman) {
	since := time.Now()
	for ctx.Err() == nil {
		if err := e.read(ctx, p, since); ctx.Err() == nil {
			slog.Error("containers are no longer watched; trying again", "error", err)
			time.Sleep(time.Second)
		}
	}
}

// read returns when podman no longer tells of events, which it does for as long as it is let.
func (e *exits) read(ctx context.Context, p *podman, since time.Time) error {
	cmd := p.command(ctx, nil, "events", "--stream", "--since", since.Format(time.RFC3339), "--filter", "event=died", "--format", "json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	decoder := json.NewDecoder(out)
	for {
		var event struct{ Name string }
		if err = decoder.Decode(&event); err != nil {
			break
		}
		e.ended(event.Name)
	}
	_ = cmd.Wait()
	return err
}
