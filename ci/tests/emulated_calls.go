package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// call is a call in the emulator's log; ci/emulator/README.md has the fields.
type call struct {
	Seq                       int
	Service, Action, Resource string
	Write                     bool
	Attempt, Status           int
}

func (c call) String() string {
	return fmt.Sprintf("%s:%s %s (%d)", c.Service, c.Action, c.Resource, c.Status)
}

// calls are all that reached the emulator since it started or forgetCalls; with write, those that may change something.
func (e *emulated) calls(ctx context.Context, write bool) ([]call, error) {
	path := "/_slipway/calls"
	if write {
		path += "?write=true"
	}
	var found []call
	err := e.ask(ctx, http.MethodGet, path, &found)
	return found, err
}

// repeated lists the calls that a client made again, each with what came before it: where an answer got lost, the second call meets what
// the first one did, and the error says nothing of that.
func (e *emulated) repeated(ctx context.Context) string {
	calls, err := e.calls(ctx, true)
	if err != nil {
		return "" // nothing is said where a story has failed already
	}
	var text strings.Builder
	for i, c := range calls {
		if c.Attempt < 2 {
			continue
		}
		for _, before := range calls[:i] {
			if before.Service == c.Service && before.Action == c.Action && before.Resource == c.Resource && before.Attempt == c.Attempt-1 {
				fmt.Fprintf(&text, "\ncall %d, attempt %d: %s", before.Seq, before.Attempt, before)
			}
		}
		fmt.Fprintf(&text, "\ncall %d, attempt %d: %s", c.Seq, c.Attempt, c)
	}
	return text.String()
}

// forgetCalls empties the log.
func (e *emulated) forgetCalls(ctx context.Context) error {
	return e.ask(ctx, http.MethodDelete, "/_slipway/calls", nil)
}

// readOnly has the emulator refuse every write, or ends that.
func (e *emulated) readOnly(ctx context.Context, on bool) error {
	return e.post(ctx, "/_slipway/read-only?on="+strconv.FormatBool(on))
}

// pause holds the next call of an action before it is done; with after, it is done and its answer is held.
func (e *emulated) pause(ctx context.Context, action string, after bool) error {
	return e.post(ctx, "/_slipway/pause?"+url.Values{"action": {action}, "after": {strconv.FormatBool(after)}}.Encode())
}

// awaitPaused returns the call that pause holds, once there is one or ctx ends.
func (e *emulated) awaitPaused(ctx context.Context) (call, error) {
	for {
		var now struct {
			Held bool
			Call call
		}
		if err := e.ask(ctx, http.MethodGet, "/_slipway/paused?wait=20", &now); err != nil {
			return call{}, fmt.Errorf("wait for a call that is held: %w", err)
		}
		if now.Held {
			return now.Call, nil
		}
	}
}

// resume lets the held call go on. With drop it is never done, and its client gets no answer: a tunnel can keep up the
// connection of a client that was killed.
func (e *emulated) resume(ctx context.Context, drop bool) error {
	return e.post(ctx, "/_slipway/resume?drop="+strconv.FormatBool(drop))
}
