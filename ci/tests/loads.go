package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dagger/tests/internal/dagger"
)

// versionPath is where the catalog says its image's digest.
const versionPath = "/catalog/version"

// underLoad has requests go through the load balancer while a part is told, and wants each answered as one was before it: none is lost, and
// what served goes on serving.
func underLoad(run func(context.Context, *emulated) error) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		served, err := aws.body(ctx, versionPath)
		if err != nil {
			return err
		}
		return aws.load(ctx, func() error { return run(ctx, aws) }, served)
	}
}

// load asks which catalog serves, about twenty times a second, while something happens. Each answer must be one of these.
func (e *emulated) load(ctx context.Context, during func() error, answers ...string) error {
	const clients, pause, limit = 4, 200 * time.Millisecond, 30 * time.Second
	at, err := e.service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8080, Scheme: "http"})
	if err != nil {
		return err
	}
	ask := func() error {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		body, err := answered(ctx, at+versionPath)
		if err == nil && !slices.Contains(answers, body) {
			err = fmt.Errorf("it says %q", body)
		}
		return err
	}
	seen, done, all := &asked{began: time.Now()}, make(chan struct{}), sync.WaitGroup{}
	for range clients {
		all.Go(func() {
			for {
				seen.add(ask())
				select {
				case <-done:
					return
				case <-time.After(pause):
				}
			}
		})
	}
	err = during()
	close(done)
	all.Wait()
	return errors.Join(err, seen.lostNone())
}

// asked is what came of requests.
type asked struct {
	began    time.Time
	mu       sync.Mutex
	requests int
	lost     []string // what came of those that were not answered as they should, and when
}

func (a *asked) add(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests++
	if err != nil {
		a.lost = append(a.lost, fmt.Sprintf("after %.1f s: %v", time.Since(a.began).Seconds(), err))
	}
}

// lostNone fails where a request was lost, or where there were too few to say so.
func (a *asked) lostNone() error {
	const least, shown = 100, 5
	if len(a.lost) > 0 {
		return fmt.Errorf("of %d requests through the load balancer %d were lost: %q", a.requests, len(a.lost), a.lost[:min(shown, len(a.lost))])
	}
	if a.requests < least {
		return fmt.Errorf("%d requests went through the load balancer, and %d are wanted", a.requests, least)
	}
	return nil
}
