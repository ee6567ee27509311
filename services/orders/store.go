package main

import (
	"context"
	"errors"
	"time"
)

var (
	// errNotFound is returned for an id that no order has.
	errNotFound = errors.New("no order has this id")
	// errKeyReused is returned for an idempotency key that stands for a
	// different order.
	errKeyReused = errors.New("this Idempotency-Key was used for a different order")
)

// idempotency is what makes a repeated request the same request. The zero
// value is a request that is not to be recognised.
type idempotency struct {
	key         string
	fingerprint string
}

// store keeps orders. Each method is atomic, and safe for concurrent use; the
// orders that it takes and returns are the caller's own.
type store interface {
	// Create adds the order, unless idem is known: then it returns the order
	// that was made for it and created is false, or errKeyReused when that was
	// made of something else.
	Create(ctx context.Context, o Order, idem idempotency) (order Order, created bool, err error)
	// Find returns the order that was made for idem, or errNotFound, or
	// errKeyReused.
	Find(ctx context.Context, idem idempotency) (Order, error)
	// Get returns the order, or errNotFound.
	Get(ctx context.Context, id string) (Order, error)
	// List returns at most limit orders that were made after the one with the
	// given id, oldest first, or errNotFound when there is no such order. An
	// empty id stands before the first.
	List(ctx context.Context, after string, limit int) ([]Order, error)
	// Move takes the order to a status, and returns it as it is now, or
	// errNotFound, or a transitionError.
	Move(ctx context.Context, id string, to Status, now time.Time) (Order, error)
}
