package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

// selling is the handlers of a store with a catalog.
func selling(t *testing.T, kept store, s *shop) *handlers {
	t.Helper()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := newCatalog(base, "t-1")
	h := newHandlers(kept, c, slog.New(slog.DiscardHandler))
	h.stock = c
	return h
}

// unable is a store that fails to create.
type unable struct{ store }

func (unable) Create(context.Context, Order, idempotency) (Order, error) {
	return Order{}, errors.New("the disk is full")
}

func TestStockOfAnOrder(t *testing.T) {
	stores(t, func(t *testing.T, kept store) {
		s := newShop(t, 5)
		h := selling(t, kept, s)
		served := handlerOf(h)
		path := servicetest.Do(served, "POST", "/orders", tea).Header.Get("Location")
		s.has(t, "ordered", 3)
		if s.token != "Bearer t-1" {
			t.Errorf("the catalog got the token %q", s.token)
		}
		many := `{"lines":[{"sku":"TEA","quantity":4}]}`
		if res := servicetest.Do(served, "POST", "/orders", many, keyHeader, "k-1"); res.Code != 409 || !strings.Contains(res.Body, problem.OutOfStock.Type()) {
			t.Errorf("too many = %d %s, want 409 and its type", res.Code, res.Body)
		}
		s.has(t, "refused", 3)
		if res := servicetest.Do(served, "POST", path+"/cancel", ""); res.Code != 200 {
			t.Errorf("cancel = %d %s", res.Code, res.Body)
		}
		s.has(t, "cancelled", 5)
		// The key was not used up.
		if res := servicetest.Do(served, "POST", "/orders", many, keyHeader, "k-1"); res.Code != 201 {
			t.Errorf("the same again = %d %s, want 201", res.Code, res.Body)
		}
		s.has(t, "ordered again", 1)

		broken := selling(t, unable{kept}, s)
		if res := servicetest.Do(handlerOf(broken), "POST", "/orders", `{"lines":[{"sku":"TEA","quantity":1}]}`); res.Code != 503 {
			t.Errorf("a store that fails = %d %s, want 503", res.Code, res.Body)
		}
		s.has(t, "an order that was not made", 1)
	})
}

// The catalog is asked again, and takes once, though its answer was lost.
func TestACatalogThatFailsForAMoment(t *testing.T) {
	for name, lost := range map[string]bool{"before it did": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, 5)
			h := handlerOf(selling(t, newMemoryStore(), s))
			s.fails, s.lost = 2, lost
			if res := servicetest.Do(h, "POST", "/orders", tea); res.Code != 201 {
				t.Errorf("= %d %s, want 201", res.Code, res.Body)
			}
			s.has(t, "ordered", 3)
		})
	}
}

// A catalog that fails every time is left alone for a while, and what may be
// reserved is given back when it is well again.
func TestACatalogThatFails(t *testing.T) {
	stores(t, func(t *testing.T, kept store) {
		s := newShop(t, 5)
		h := selling(t, kept, s)
		served := handlerOf(h)
		order := sample(0)
		h.newID = func() string { return order.ID }
		if err := kept.Reserving(t.Context(), order.ID, noon); err != nil {
			t.Fatal(err)
		}
		if err := h.stock.reserve(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		s.has(t, "reserved by a task that was killed", 3)
		s.fails = 1000
		for range 4 {
			if res := servicetest.Do(served, "POST", "/orders", tea); res.Code != 503 || res.Header.Get("Retry-After") == "" {
				t.Errorf("= %d %s, want 503 and when to ask again", res.Code, res.Body)
			}
		}
		if s.asked > failuresInARow+3 {
			t.Errorf("the catalog was asked %d times, want it left alone", s.asked)
		}
		h.giveBack(t.Context(), "")
		s.has(t, "not given back", 3)
		s.fails = 0
		well := selling(t, kept, s)
		well.now = func() time.Time { return time.Now().Add(time.Hour) }
		well.giveBack(t.Context(), "")
		s.has(t, "given back", 5)
	})
}

func TestStoresStock(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		ctx, o := t.Context(), sample(0)
		o.Reserved = true
		var released []string
		give := func(order string, at time.Time, err error) {
			t.Helper()
			released = nil
			got := s.GiveBack(ctx, order, at, func(_ context.Context, id string) error {
				released = append(released, id)
				return err
			})
			wants(t, "give back", got, err)
		}
		count := func(what string, want int) {
			t.Helper()
			if len(released) != want {
				t.Errorf("%s: %v were given back, want %d", what, released, want)
			}
		}
		_, err := s.Create(ctx, o, idempotency{})
		wants(t, "create without a reservation", err, errTooLate)
		wants(t, "reserving", s.Reserving(ctx, o.ID, noon), nil)
		give("", noon.Add(-time.Second), nil)
		count("before its time", 0)
		away := errors.New("away")
		give("", noon, away)
		count("what fails", 1)
		give("", noon, nil)
		count("at once after it", 0)
		give("", noon.Add(sweepEvery), nil)
		count("later", 1)
		give("", noon.Add(time.Hour), nil)
		count("twice", 0)
		_, err = s.Create(ctx, o, idempotency{})
		wants(t, "create after it was given back", err, errTooLate)

		wants(t, "reserving again", s.Reserving(ctx, o.ID, noon), nil)
		made, err := s.Create(ctx, o, idempotency{})
		wants(t, "create", err, nil)
		give(o.ID, noon.Add(time.Hour), nil)
		count("of an order that was made", 0)
		if _, err := s.Move(ctx, made.ID, cancelled, "", noon); err != nil {
			t.Fatal(err)
		}
		give(o.ID, noon, nil)
		count("of one that was cancelled", 1)
		give("", noon.Add(time.Hour), nil)
		count("twice of one that was cancelled", 0)
	})
}
