package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// memoryStore keeps orders in memory. They end with the process, and two tasks
// of the service do not see each other's; nor does idempotency reach further
// than one task.
type memoryStore struct {
	mu sync.RWMutex
	// orders is in the order of creation.
	orders []Order
	// byID is a position in orders.
	byID map[string]int
	keys map[string]claim
	// returns is from when on the stock of an order is to be given back.
	returns map[string]time.Time
}

// claim is what a key stands for.
type claim struct {
	idempotency
	made  bool
	until time.Time
}

var _ store = (*memoryStore)(nil)

func newMemoryStore() *memoryStore {
	return &memoryStore{byID: map[string]int{}, keys: map[string]claim{}, returns: map[string]time.Time{}}
}

func (s *memoryStore) Claim(_ context.Context, idem idempotency, now time.Time) (Order, bool, error) {
	if idem.key == "" {
		return Order{}, false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.keys, func(_ string, c claim) bool { return !now.Before(c.until) })
	c, known := s.keys[idem.key]
	switch {
	case !known:
		s.keys[idem.key] = claim{idempotency: idem, until: now.Add(claimKept)}
		return Order{}, false, nil
	case c.fingerprint != idem.fingerprint:
		return Order{}, false, errKeyReused
	case !c.made:
		return Order{}, false, errKeyBusy
	}
	return clone(s.orders[s.byID[c.order]]), true, nil
}

func (s *memoryStore) Create(_ context.Context, o Order, idem idempotency) (Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, waits := s.returns[o.ID]; o.Reserved && !waits {
		return Order{}, errTooLate
	}
	if idem.key != "" {
		if c := s.keys[idem.key]; c.order != o.ID {
			return Order{}, errKeyBusy
		}
		s.keys[idem.key] = claim{idempotency: idem, made: true, until: o.CreatedAt.Add(keyKept)}
	}
	delete(s.returns, o.ID)
	o.Version = newVersion()
	s.byID[o.ID] = len(s.orders)
	s.orders = append(s.orders, clone(o))
	return clone(o), nil
}

func (s *memoryStore) Abandon(_ context.Context, idem idempotency) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, known := s.keys[idem.key]; known && c.order == idem.order && !c.made {
		delete(s.keys, idem.key)
	}
	return nil
}

func (s *memoryStore) Reserving(_ context.Context, order string, due time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.returns[order] = due
	return nil
}

func (s *memoryStore) GiveBack(ctx context.Context, order string, now time.Time, release func(context.Context, string) error) error {
	var errs []error
	for _, id := range s.due(order, now) {
		if err := release(ctx, id); err != nil {
			errs = append(errs, err)
			s.mu.Lock()
			s.returns[id] = now.Add(sweepEvery)
			s.mu.Unlock()
		}
	}
	return errors.Join(errs...)
}

// due takes what is to be given back: an order that is still to be made is too late.
func (s *memoryStore) due(order string, now time.Time) (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, due := range s.returns {
		if id == order || order == "" && !now.Before(due) {
			ids = append(ids, id)
			delete(s.returns, id)
		}
	}
	return ids
}

func (s *memoryStore) Get(_ context.Context, id string) (Order, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	at, ok := s.byID[id]
	if !ok {
		return Order{}, errNotFound
	}
	return clone(s.orders[at]), nil
}

func (s *memoryStore) List(_ context.Context, after string, limit int) ([]Order, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	start := 0
	if after != "" {
		at, ok := s.byID[after]
		if !ok {
			return nil, errNotFound
		}
		start = at + 1
	}
	end := min(start+limit, len(s.orders))
	orders := make([]Order, 0, end-start)
	for _, o := range s.orders[start:end] {
		orders = append(orders, clone(o))
	}
	return orders, nil
}

func (s *memoryStore) Move(_ context.Context, id string, to Status, version string, now time.Time) (Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.byID[id]
	if !ok {
		return Order{}, errNotFound
	}
	o := &s.orders[at]
	changes, err := o.move(to, version)
	if err != nil {
		return Order{}, err
	}
	if changes {
		o.Status, o.UpdatedAt, o.Version = to, now, newVersion()
		if to == cancelled && o.Reserved {
			s.returns[o.ID] = now
		}
	}
	return clone(*o), nil
}

// clone keeps callers from sharing the lines with the store. What the pointers
// in an order point to is never written to.
func clone(o Order) Order {
	o.Lines = slices.Clone(o.Lines)
	return o
}
