package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/tests/internal/kills"
)

// killedAt begins something, ends its session when the call comes that a moment is, and drops that call. It returns the call, nil where
// the run ended well without it, once nothing calls any more.
func (e *emulated) killedAt(ctx context.Context, m kills.Moment, run func(context.Context) error) (*kills.Call, error) {
	// What was before on this emulator has calls of the same action: the n-th is counted from here.
	trap := url.Values{"service": {m.Service}, "action": {m.Action}, "after": {strconv.FormatBool(m.After)}, "skip": {strconv.Itoa(m.N - 1)}}
	if err := e.post(ctx, "/_slipway/pause?"+trap.Encode()); err != nil {
		return nil, err
	}
	running, kill := context.WithCancel(ctx)
	defer kill()
	ended := make(chan error, 1)
	go func() { ended <- run(running) }()
	waiting, stop := context.WithTimeout(ctx, 20*time.Minute) // a deploy beside nine other checks takes some
	defer stop()
	type reached struct {
		call call
		err  error
	}
	came := make(chan reached, 1)
	go func() {
		c, err := e.awaitPaused(waiting)
		came <- reached{c, err}
	}()
	select {
	case err := <-ended:
		if err != nil {
			err = fmt.Errorf("it failed before the moment came: %w", err)
		}
		return nil, errors.Join(err, e.resume(ctx, true))
	case now := <-came:
		if now.err != nil {
			kill()
			return nil, errors.Join(now.err, <-ended, e.resume(ctx, true))
		}
		held := kills.Call(now.call)
		fmt.Fprintf(os.Stderr, "kills: %s has come: %s\n", m, called(&held))
		kill()
		if err := <-ended; err == nil {
			return &held, errors.Join(errors.New("it was killed and says that it succeeded"), e.resume(ctx, true))
		}
		err := errors.Join(e.deserted(ctx, m), e.resume(ctx, true), e.quiet(ctx))
		if err != nil {
			err = fmt.Errorf("after the kill: %w", err)
		}
		return &held, err
	}
}

// deserted waits until the client of the held call is gone: one that lives when its call is dropped makes it again, and was killed a
// moment later than the table says. Where a tunnel keeps the connection of one that is gone, it waits in vain, and goes on.
func (e *emulated) deserted(ctx context.Context, m kills.Moment) error {
	const looks = 30
	for range looks {
		var now struct{ Held, ClientGone bool }
		if err := e.ask(ctx, http.MethodGet, "/_slipway/paused", &now); err != nil || !now.Held || now.ClientGone {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	fmt.Fprintf(os.Stderr, "kills: %s: the client of the held call still has its connection, %d looks after the kill\n", m, looks)
	return nil
}

// writes are the calls of the log that may have changed something.
func (e *emulated) writes(ctx context.Context) ([]kills.Call, error) {
	var found []kills.Call
	err := e.ask(ctx, http.MethodGet, "/_slipway/calls?write=true", &found)
	return found, err
}

// states are those of both stacks, by stack. One that is not there is nil.
func (e *emulated) states(ctx context.Context) (map[string]*kills.State, error) {
	client := e.objects()
	found := map[string]*kills.State{"bootstrap": nil, "platform": nil}
	for stack := range found {
		key := stack + "/terraform.tfstate"
		got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(stateBucket), Key: aws.String(key)})
		var answer interface{ ErrorCode() string }
		if errors.As(err, &answer) && (answer.ErrorCode() == "NoSuchKey" || answer.ErrorCode() == "NoSuchBucket") {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		text, err := io.ReadAll(got.Body)
		_ = got.Body.Close() // it was read
		if err == nil {
			found[stack], err = kills.ReadState(text)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
	}
	return found, nil
}

// sameAsStates fails where a state went back, or the emulator has other resources than both states have.
func (e *emulated) sameAsStates(ctx context.Context, before map[string]*kills.State) error {
	after, err := e.states(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for stack, state := range after {
		if state == nil {
			errs = append(errs, fmt.Errorf("the stack %s has no state", stack))
		}
		if err := kills.Forward(before[stack], state); err != nil {
			errs = append(errs, fmt.Errorf("the state of %s: %w", stack, err))
		}
	}
	existing, err := e.resources(ctx)
	if err != nil {
		return err
	}
	all := make([]kills.Existing, len(existing))
	for i, r := range existing {
		all[i] = kills.Existing(r)
	}
	if different := kills.Differences(all, after["bootstrap"], after["platform"]); len(different) > 0 {
		errs = append(errs, fmt.Errorf("states and emulator differ:\n%s", strings.Join(different, "\n")))
	}
	return errors.Join(errs...)
}

// told fails unless the ledger tells of the run that was killed, and of the one after it, beside what it told before.
func (k *killing) told(ctx context.Context, aws *emulated, before []kills.Release, killed kills.Ended) error {
	releases, err := k.releases(ctx, aws)
	if err != nil {
		return err
	}
	return kills.Told(releases, before, killed)
}

func (k *killing) releases(ctx context.Context, aws *emulated) ([]kills.Release, error) {
	return listed[kills.Release](ctx, k.at(ctx, k.Source, aws), 1000) // more than any of these ledgers has
}
