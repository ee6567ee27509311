// Package databases runs the PostgreSQL instances of the emulator's RDS as servers: it asks moto which there are
// (slipway_emulator/databases.py), gives each a server at its endpoint, and reports what becomes of it.
package databases

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"slipway/emulator/gateway/balancer/authority"
	"slipway/emulator/gateway/control"
)

// poll is how often RDS is asked for its instances.
const poll = 300 * time.Millisecond

// Runner runs the instances of the emulator's RDS.
type Runner struct {
	programs  programs
	folder    string
	names     *names
	moto      *url.URL
	authority *authority.Authority

	instances map[string]*instance
	running   sync.WaitGroup
}

// Version is that of PostgreSQL, which is the same whatever an instance's engine version says; "" where instances have no servers.
func (r *Runner) Version() string {
	if r == nil {
		return ""
	}
	return r.programs.version
}

// Start runs the instances until the context ends. Their certificates are the authority's.
func (r *Runner) Start(ctx context.Context, moto *url.URL, by *authority.Authority) {
	r.moto, r.authority = moto, by
	r.running.Go(func() { r.serve(ctx) })
}

func (r *Runner) serve(ctx context.Context) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	failing := false
	for {
		var listed struct{ Instances []listing }
		err := control.Call(ctx, r.moto, http.MethodGet, "databases/instances", nil, nil, &listed)
		if err != nil && !failing && ctx.Err() == nil {
			slog.Error("RDS was not asked for its instances", "error", err)
		}
		if failing = err != nil; !failing {
			r.follow(ctx, listed.Instances)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// follow begins with the instances that are new, tells the others what they are to be, and ends those that are gone.
func (r *Runner) follow(ctx context.Context, listed []listing) {
	there := map[string]bool{}
	for _, l := range listed {
		there[l.ID] = true
		i := r.instances[l.ID]
		if i == nil {
			i = newInstance(ctx, r, l.ID)
			r.instances[l.ID] = i
			r.running.Go(i.run)
		}
		i.tell(l.Revision)
	}
	for id, i := range r.instances {
		if !there[id] {
			i.end()
			delete(r.instances, id)
		}
	}
}

// Close waits for the end of all servers, whose context has ended, and leaves nothing behind. There is nothing to do where
// instances have no servers.
func (r *Runner) Close() {
	if r == nil {
		return
	}
	r.running.Wait()
	r.names.close()
	if err := os.RemoveAll(r.folder); err != nil {
		slog.Error("the folder of databases is left behind", "folder", r.folder, "error", err)
	}
}
