// Package balancer is the load balancer of the emulator: it serves what the API says of application load balancers, checks the
// health of their targets, and tells moto, which answers for it.
package balancer

import (
	"context"
	"log/slog"
	"maps"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"

	"slipway/emulator/gateway/balancer/authority"
	"slipway/emulator/gateway/balancer/target"
)

const (
	// poll is the time between two looks at the targets: moto registers those of ECS by itself.
	poll = 500 * time.Millisecond
	// reread is the time after which all is read again although no call was seen that changes it.
	reread = 30 * time.Second
)

// Balancer serves all load balancers of the emulator.
type Balancer struct {
	api       *api
	authority *authority.Authority
	probe     target.Probe
	speed     float64
	reports   *reports
	proxy     *httputil.ReverseProxy
	plain     *handed // connections of clients that use the gateway as their proxy
	secure    *handed

	estate     atomic.Pointer[estate]
	changed    chan struct{}
	names      sync.Map // of certificates that the emulator can't read: ARN → []string
	complaints sync.Map // what was said already

	mu     sync.Mutex
	groups map[string]*target.Group // by ARN
}

// New is a balancer for the moto at endpoint. Its health checks come speed times as often as the settings say.
func New(endpoint string, speed float64) (*Balancer, error) {
	ca, err := authority.New()
	if err != nil {
		return nil, err
	}
	b := &Balancer{
		api: newAPI(endpoint), authority: ca, probe: target.NewProbe(), speed: speed, reports: newReports(endpoint),
		changed: make(chan struct{}, 1), groups: map[string]*target.Group{},
		proxy: newProxy(), plain: newHanded(), secure: newHanded(),
	}
	b.estate.Store(&estate{})
	return b, nil
}

// Changed says that a call to the API may have changed something.
func (b *Balancer) Changed() {
	select {
	case b.changed <- struct{}{}:
	default: // it will be read anyhow
	}
}

// Run follows the API until ctx ends.
func (b *Balancer) Run(ctx context.Context) {
	var beside sync.WaitGroup
	beside.Go(func() { b.reports.run(ctx) })
	beside.Go(func() { _ = b.Serve(ctx, b.plain, false) }) // such a listener has no errors
	beside.Go(func() { _ = b.Serve(ctx, b.secure, true) })
	defer beside.Wait()
	defer b.close()
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	stale, read := true, time.Now()
	for {
		if stale || time.Since(read) > reread {
			stale, read = !b.follow(ctx), time.Now()
		}
		b.followTargets(ctx)
		select {
		case <-ctx.Done():
			return
		case <-b.changed:
			stale = true
		case <-ticker.C:
		}
	}
}

// follow reads everything but the targets, and tells whether that worked. Terraform may delete what is just being read.
func (b *Balancer) follow(ctx context.Context) bool {
	e, err := b.read(ctx)
	if err != nil {
		slog.Debug("read the load balancers again", "error", err)
		return false
	}
	b.estate.Store(e)
	b.mu.Lock()
	defer b.mu.Unlock()
	for arn, group := range b.groups {
		if _, there := e.groups[arn]; !there {
			delete(b.groups, arn)
			go group.Close()
		}
	}
	for arn := range e.groups {
		if b.groups[arn] == nil {
			b.groups[arn] = target.NewGroup(b.probe, b.reports.add, b.speed)
		}
	}
	return true
}

// followTargets reads the targets of each group, and says again what moto has otherwise.
func (b *Balancer) followTargets(ctx context.Context) {
	e := b.estate.Load()
	for arn, settings := range e.groups {
		found, err := b.api.targets(ctx, e.regions[arn], arn)
		if err != nil {
			slog.Debug("read the targets again", "error", err)
			continue
		}
		var registered []target.Address
		for _, d := range found {
			registered = append(registered, d.address)
		}
		group := b.group(arn)
		group.Update(settings, registered)
		health := group.Health()
		for _, d := range found {
			if own, there := health[d.address]; there && own != d.health {
				b.reports.add(arn, d.address, own)
			}
		}
	}
}

func (b *Balancer) group(arn string) *target.Group {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.groups[arn]
}

func (b *Balancer) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for group := range maps.Values(b.groups) {
		group.Close()
	}
	clear(b.groups)
	b.proxy.Transport.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}
