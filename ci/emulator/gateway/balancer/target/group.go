package target

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Report hears of each change of a target's health.
type Report func(group string, target Address, health Health)

// Group is a target group at work. Its methods may be called at the same time.
type Group struct {
	probe  Probe
	report Report
	speed  float64 // health checks come so many times as often as the settings say

	mu       sync.Mutex
	settings Settings
	members  map[Address]*member
	next     int // where round robin goes on
	running  sync.WaitGroup
}

// member is a target of a group.
type member struct {
	address  Address
	course   course
	inFlight int
	draining *time.Timer
	check    context.CancelFunc // ends its health checks
	ended    context.Context    // ends its requests
	end      context.CancelFunc
}

// NewGroup is a group without targets.
func NewGroup(probe Probe, report Report, speed float64) *Group {
	return &Group{probe: probe, report: report, speed: cmp.Or(speed, 1), members: map[Address]*member{}}
}

// Update makes the group one with these settings and these targets. Those that are no longer there drain.
func (g *Group) Update(settings Settings, registered []Address) {
	g.mu.Lock()
	defer g.mu.Unlock()
	changed := g.settings.Check != settings.Check
	g.settings = settings
	for _, address := range registered {
		m := g.members[address]
		switch {
		case m == nil || m.draining != nil:
			g.add(address)
		case changed:
			m.check()
			g.watch(m)
		}
	}
	for address, m := range g.members {
		if m.draining == nil && !slices.Contains(registered, address) {
			g.drain(m)
		}
	}
}

// add begins with a target. One that was draining keeps its requests, and is new in all else.
func (g *Group) add(address Address) {
	m := g.members[address]
	if m == nil {
		m = &member{address: address}
		m.ended, m.end = context.WithCancel(context.Background())
		g.members[address] = m
	} else {
		m.draining.Stop()
		m.draining = nil
	}
	m.course = course{health: registering}
	g.say(m)
	g.watch(m)
}

func (g *Group) drain(m *member) {
	m.check()
	m.course = course{health: draining}
	m.draining = time.AfterFunc(g.settings.Delay, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if m.draining != nil { // else it was registered again at this very moment
			g.remove(m)
		}
	})
	if m.inFlight == 0 { // as AWS: there is nothing to wait for
		g.remove(m)
		return
	}
	g.say(m)
}

// remove is the end of a target and of all that it still has.
func (g *Group) remove(m *member) {
	if g.members[m.address] != m {
		return
	}
	m.draining.Stop()
	m.end()
	delete(g.members, m.address)
	m.course = course{health: unregistered}
	g.say(m)
}

// say tells about a target's health, without waiting for who hears it.
func (g *Group) say(m *member) { g.report(g.settings.ARN, m.address, m.course.health) }

// watch checks a target by the group's settings until its check is cancelled.
func (g *Group) watch(m *member) {
	ctx, cancel := context.WithCancel(m.ended)
	m.check = cancel
	check := g.settings.Check
	g.running.Go(func() {
		tick := time.NewTicker(max(time.Duration(float64(check.Interval)/g.speed), 10*time.Millisecond))
		defer tick.Stop()
		for ctx.Err() == nil {
			result := g.probe(ctx, m.address, check)
			g.observed(ctx, m, result, check)
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
}

func (g *Group) observed(ctx context.Context, m *member, result Result, check Check) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if ctx.Err() != nil { // it was cancelled while it asked
		return
	}
	before := m.course.health
	m.course.observe(result, check)
	if m.course.health != before {
		g.say(m)
	}
}

// Health is that of all targets, those that drain included.
func (g *Group) Health() map[Address]Health {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := map[Address]Health{}
	for address, m := range g.members {
		all[address] = m.course.health
	}
	return all
}

// Close ends all checks and requests.
func (g *Group) Close() {
	g.mu.Lock()
	for _, m := range slices.Collect(maps.Values(g.members)) {
		if m.draining != nil {
			m.draining.Stop()
		}
		m.end()
	}
	clear(g.members)
	g.mu.Unlock()
	g.running.Wait()
}
