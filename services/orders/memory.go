package main

import (
	"context"
	"errors"
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
	// byID and byKey are positions in orders.
	byID  map[string]int
	byKey map[string]keyed
}

type keyed struct {
	at          int
	fingerprint string
}

var _ store = (*memoryStore)(nil)

func newMemoryStore() *memoryStore {
	return &memoryStore{byID: map[string]int{}, byKey: map[string]keyed{}}
}

func (s *memoryStore) Create(_ context.Context, o Order, idem idempotency) (Order, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Looking and adding under one lock is what makes two requests at the same
	// moment one order.
	if old, err := s.find(idem); !errors.Is(err, errNotFound) {
		return old, false, err
	}
	at := len(s.orders)
	s.orders = append(s.orders, clone(o))
	s.byID[o.ID] = at
	if idem.key != "" {
		s.byKey[idem.key] = keyed{at: at, fingerprint: idem.fingerprint}
	}
	return clone(o), true, nil
}

func (s *memoryStore) Find(_ context.Context, idem idempotency) (Order, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.find(idem)
}

// find needs the lock.
func (s *memoryStore) find(idem idempotency) (Order, error) {
	k, ok := s.byKey[idem.key]
	switch {
	case !ok:
		return Order{}, errNotFound
	case k.fingerprint != idem.fingerprint:
		return Order{}, errKeyReused
	}
	return clone(s.orders[k.at]), nil
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

func (s *memoryStore) Move(_ context.Context, id string, to Status, now time.Time) (Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.byID[id]
	if !ok {
		return Order{}, errNotFound
	}
	o := &s.orders[at]
	changes, err := o.move(to)
	if err != nil {
		return Order{}, err
	}
	if changes {
		o.Status, o.UpdatedAt = to, now
	}
	return clone(*o), nil
}

// clone keeps callers from sharing the lines with the store. What the pointers
// in an order point to is never written to.
func clone(o Order) Order {
	o.Lines = slices.Clone(o.Lines)
	return o
}
