package target

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Lease is a target for one request.
type Lease struct {
	Address  Address
	Protocol string
	Ended    context.Context // the target's deregistration delay is over: the request ends with it

	Return func() // the request has ended; more than once does nothing
}

// Take gives a target for one request, or nil where none is registered. Where none is healthy, all take part: the load balancer
// fails open, as ALB does.
func (g *Group) Take() *Lease {
	g.mu.Lock()
	defer g.mu.Unlock()
	candidates := g.candidates()
	if len(candidates) == 0 {
		return nil
	}
	m := candidates[g.next%len(candidates)]
	if g.settings.LeastOutstanding {
		// The turn decides among those with equally few.
		turn := g.next % len(candidates)
		turned := slices.Concat(candidates[turn:], candidates[:turn])
		m = slices.MinFunc(turned, func(a, b *member) int { return cmp.Compare(a.inFlight, b.inFlight) })
	}
	g.next++
	m.inFlight++
	return &Lease{Address: m.address, Protocol: g.settings.Protocol, Ended: m.ended, Return: sync.OnceFunc(func() { g.release(m) })}
}

// candidates are the healthy targets, or all registered ones, always in the same order.
func (g *Group) candidates() []*member {
	var up, registered []*member
	for _, m := range g.members {
		if m.draining != nil {
			continue
		}
		registered = append(registered, m)
		if m.course.health.State == Healthy {
			up = append(up, m)
		}
	}
	if len(up) == 0 {
		up = registered
	}
	slices.SortFunc(up, func(a, b *member) int {
		return cmp.Or(cmp.Compare(a.address.ID, b.address.ID), cmp.Compare(a.address.Port, b.address.Port))
	})
	return up
}

func (g *Group) release(m *member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m.inFlight--
	if m.draining != nil && m.inFlight == 0 {
		g.remove(m)
	}
}
