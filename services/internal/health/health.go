// Package health answers whether a service is alive, and whether it wants
// traffic.
package health

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

// checkTimeout is below the shortest health check timeout of a load balancer
// that is useful, so that a slow dependency is reported and not timed out on.
const checkTimeout = 2 * time.Second

// Check is one thing that a service cannot work without.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// keepFor is how long what the checks found is told again: /readyz is public,
// and whoever asks it a thousand times must not ask each dependency as often.
const keepFor = time.Second

// Readiness decides what /readyz answers. A load balancer that uses it stops
// sending requests to a service that drains or lacks a dependency.
type Readiness struct {
	log      *slog.Logger
	checks   []Check
	draining atomic.Bool
	now      func() time.Time

	mu    sync.Mutex // held while the checks run: the next one waits for them
	since time.Time
	found map[string]string
	ok    bool
}

// NewReadiness returns the readiness of a service that needs all checks.
func NewReadiness(log *slog.Logger, checks ...Check) *Readiness {
	return &Readiness{log: log, checks: checks, now: time.Now}
}

// Drain makes the service unready for good.
func (r *Readiness) Drain() { r.draining.Store(true) }

// Draining reports whether Drain was called.
func (r *Readiness) Draining() bool { return r.draining.Load() }

// status is the body of /healthz and /readyz. It says which check failed but
// not why: the path is public, and reasons hold addresses.
type status struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

// Alive answers 200 for as long as the process can answer at all. It looks at
// no dependency: restarting a task does not mend what another one lacks.
func Alive(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, status{Status: "alive"})
}

// Ready answers 200 when the service wants traffic, and 503 when it does not.
func (r *Readiness) Ready(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	if r.Draining() {
		c.JSON(http.StatusServiceUnavailable, status{Status: "draining"})
		return
	}
	results, ok := r.recent(c.Request.Context())
	if !ok {
		c.JSON(http.StatusServiceUnavailable, status{Status: "unavailable", Checks: results})
		return
	}
	c.JSON(http.StatusOK, status{Status: "ready", Checks: results})
}

func (r *Readiness) recent(ctx context.Context) (map[string]string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found == nil || r.now().Sub(r.since) >= keepFor {
		// Who asks may go away; what was found is for others, too.
		r.found, r.ok = r.run(context.WithoutCancel(ctx))
		r.since = r.now()
	}
	return r.found, r.ok
}

// run makes all checks at once, so that two slow ones take no longer than one.
func (r *Readiness) run(ctx context.Context) (map[string]string, bool) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()

	errs := make([]error, len(r.checks))
	var wg sync.WaitGroup
	for i, check := range r.checks {
		wg.Go(func() { errs[i] = safely(ctx, check) })
	}
	wg.Wait()

	results, ok := make(map[string]string, len(errs)), true
	for i, err := range errs {
		name := r.checks[i].Name
		results[name] = "ok"
		if err != nil {
			results[name], ok = "failed", false
			r.log.WarnContext(ctx, "not ready: a dependency check failed", "check", name, "error", err)
		}
	}
	return results, ok
}

// safely keeps a check that panics from ending the process: it runs on a
// goroutine that the server's recovery does not see.
func safely(ctx context.Context, check Check) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("check %s panicked: %v", check.Name, p)
		}
	}()
	return check.Run(ctx)
}
