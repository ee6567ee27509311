package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dagger/slipway/internal/rehearsal/seen"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/walk"
)

// cut deploys, and ends that deploy in the middle of its apply, as Ctrl-C does: at a call, which gets no answer.
func (r *Rehearsal) cut(ctx context.Context, action string, alter func(context.Context, *release.Release) error) error {
	if err := r.ask(ctx, http.MethodPost, "/_slipway/pause?after=false&action="+action, nil); err != nil {
		return err
	}
	running, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() {
		_, err := r.deploy(running, alter)
		ended <- err
	}()
	for {
		var now struct{ Held bool }
		if err := r.ask(ctx, http.MethodGet, "/_slipway/paused?wait=5", &now); err != nil {
			return err
		}
		if now.Held {
			break
		}
		select {
		case err := <-ended:
			return fmt.Errorf("it ended before it called %s: %w", action, err)
		default:
		}
	}
	end()
	if err := <-ended; err == nil {
		return errors.New("it was cut off and says that it succeeded")
	}
	return r.ask(ctx, http.MethodPost, "/_slipway/resume?drop=true", nil)
}

// things are all that the emulator has.
func (r *Rehearsal) things(ctx context.Context) (all []seen.Thing, err error) {
	err = r.ask(ctx, http.MethodGet, "/_slipway/resources", &all)
	return all, err
}

// locks are whose lock of the environment there is, nil for nobody's, and Terraform's.
func (r *Rehearsal) locks(ctx context.Context) (holder *runlock.Holder, states []runlock.StateLock, err error) {
	err = r.with(ctx, "", func(ctx context.Context, w *walk.Walk) error {
		lock, err := w.RunLock(ctx)
		if err != nil {
			return err
		}
		if holder, err = lock.Holder(ctx); err != nil {
			return err
		}
		own, err := w.StateLocks(ctx)
		if err == nil {
			states, err = own.Find(ctx)
		}
		return err
	})
	return holder, states, err
}

// ask reads what one of the emulator's own addresses answers into out, where that is not nil.
func (r *Rehearsal) ask(ctx context.Context, method, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, r.endpoint+path, nil)
	if err != nil {
		return err
	}
	const limit = time.Minute
	resp, err := (&http.Client{Timeout: limit}).Do(req)
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the emulator answers %s to %s", resp.Status, path)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("read what the emulator answers to %s: %w", path, err)
	}
	return nil
}
