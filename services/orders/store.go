package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

var (
	// errNotFound is returned for an id that no order has.
	errNotFound = errors.New("no order has this id")
	// errChanged is returned for a version that the order no longer has.
	errChanged = errors.New("the order has another version now")
	// errKeyReused is returned for an idempotency key that stands for a
	// different order.
	errKeyReused = errors.New("this Idempotency-Key was used for a different order")
	// errKeyBusy is returned for an idempotency key whose order is being made.
	errKeyBusy = errors.New("the order of this Idempotency-Key is being made")
)

const (
	// keyKept is how long a key stands for the order that was made with it.
	keyKept = 24 * time.Hour
	// claimKept is how long a key is claimed by a request that says nothing any
	// more, as that of a task that was killed. It is far above the write timeout.
	claimKept = time.Minute
)

// idempotency is what makes a repeated request the same request. The zero
// value is a request that is not to be recognised.
type idempotency struct {
	key string
	// fingerprint is what was asked for.
	fingerprint string
	// order is the id of the order that this request makes, if it makes one.
	order string
}

// store keeps orders. Each method is atomic, and safe for concurrent use; the
// orders that it takes and returns are the caller's own. An error that is none
// of the above is the store's own failure.
type store interface {
	// Claim takes the key for the request, and made is false: the request makes
	// the order, or calls Abandon. Where an order was made with the key, it is
	// returned as it is now. Otherwise the error is errKeyReused or errKeyBusy.
	Claim(ctx context.Context, idem idempotency, now time.Time) (order Order, made bool, err error)
	// Create adds the order, under the key that was claimed for it. It returns
	// errKeyBusy where the claim went to another request meanwhile, and errTooLate
	// where what is reserved for the order is given back.
	Create(ctx context.Context, o Order, idem idempotency) (Order, error)
	// Abandon gives the key back, unless the order was made.
	Abandon(ctx context.Context, idem idempotency) error
	// Reserving writes down that stock is about to be reserved for the order, to be
	// given back from due on unless the order is made.
	Reserving(ctx context.Context, order string, due time.Time) error
	// GiveBack calls release for the order if its stock is to be given back, or for
	// each whose time has come where order is "". What failed is due again later.
	GiveBack(ctx context.Context, order string, now time.Time, release func(context.Context, string) error) error
	// Get returns the order, or errNotFound.
	Get(ctx context.Context, id string) (Order, error)
	// List returns at most limit orders that were made after the one with the
	// given id, oldest first, or errNotFound when there is no such order. An
	// empty id stands before the first.
	List(ctx context.Context, after string, limit int) ([]Order, error)
	// Move takes the order to a status, and returns it as it is now, or
	// errNotFound, or a transitionError. Unless version is "", an order of
	// another version is left, with errChanged. What is reserved for an order that
	// is cancelled is to be given back.
	Move(ctx context.Context, id string, to Status, version string, now time.Time) (Order, error)
}

// newVersion is drawn and not counted, as the catalog's are.
func newVersion() string { return rand.Text() }
