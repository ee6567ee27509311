package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"slipway/services/internal/servicetest"
)

// stores runs a test on each store: they must not be told apart.
func stores(t *testing.T, test func(*testing.T, store)) {
	t.Run("memory", func(t *testing.T) { test(t, newMemoryStore()) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newDatabase(t)) })
}

var noon = time.Date(2026, 11, 30, 12, 0, 0, 123_456_000, time.UTC)

// sample is an order with an id that could be.
func sample(n int) Order {
	price, total := int64(499), int64(998)
	return Order{
		ID: strings.Repeat("A", idLength-1) + string(rune('A'+n)), Status: pending, Currency: "EUR", TotalCents: &total,
		Lines:     []Line{{SKU: "TEA", Quantity: 2, UnitPriceCents: &price}, {SKU: "CUP", Quantity: 1}},
		CreatedAt: noon, UpdatedAt: noon,
	}
}

// wants fails unless err is want, or nil where that is nil.
func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func same(t *testing.T, what string, got, want Order) {
	t.Helper()
	if a, b := servicetest.JSON(t, got), servicetest.JSON(t, want); a != b {
		t.Errorf("%s = %s, want %s", what, a, b)
	}
}

func TestStores(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		ctx, o := t.Context(), sample(0)
		_, err := s.Get(ctx, o.ID)
		wants(t, "get none", err, errNotFound)
		_, err = s.Move(ctx, o.ID, confirmed, "", noon)
		wants(t, "move none", err, errNotFound)
		_, err = s.List(ctx, o.ID, 1)
		wants(t, "list after none", err, errNotFound)

		made, err := s.Create(ctx, o, idempotency{})
		wants(t, "create", err, nil)
		if made.Version == "" {
			t.Error("the order has no version")
		}
		o.Version = made.Version
		same(t, "create", made, o)
		got, err := s.Get(ctx, o.ID)
		wants(t, "get", err, nil)
		same(t, "get", got, made)

		_, err = s.Move(ctx, o.ID, confirmed, "another", noon)
		wants(t, "move another version", err, errChanged)
		later := noon.Add(time.Second)
		moved, err := s.Move(ctx, o.ID, confirmed, made.Version, later)
		wants(t, "move", err, nil)
		if moved.Status != confirmed || !moved.UpdatedAt.Equal(later) || !moved.CreatedAt.Equal(noon) || moved.Version == made.Version || len(moved.Lines) != 2 {
			t.Errorf("move = %+v; want the status, the time and another version", moved)
		}
		again, err := s.Move(ctx, o.ID, confirmed, made.Version, later.Add(time.Second))
		wants(t, "the same move again", err, nil)
		same(t, "the same move again", again, moved)
		_, err = s.Move(ctx, o.ID, pending, "", later)
		if _, ok := errors.AsType[*transitionError](err); !ok {
			t.Errorf("a way back: error %v, want a transitionError", err)
		}
	})
}

func TestStoresList(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		for i := range 5 {
			if _, err := s.Create(t.Context(), sample(4-i), idempotency{}); err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range []struct {
			after string
			limit int
			want  string
		}{{"", 3, "EDC"}, {sample(2).ID, 3, "BA"}, {sample(0).ID, 3, ""}} {
			orders, err := s.List(t.Context(), tt.after, tt.limit)
			var got strings.Builder
			for _, o := range orders {
				fmt.Fprint(&got, o.ID[idLength-1:])
				if len(o.Lines) != 2 || o.Lines[0].SKU != "TEA" {
					t.Errorf("the lines are %+v, want those that were ordered", o.Lines)
				}
			}
			if err != nil || got.String() != tt.want {
				t.Errorf("%d after %q = %s, %v; want %s", tt.limit, tt.after, got.String(), err, tt.want)
			}
		}
	})
}

func TestStoresKeys(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		ctx, o := t.Context(), sample(0)
		mine := idempotency{key: "k", fingerprint: "f", order: o.ID}
		retry := idempotency{key: "k", fingerprint: "f", order: sample(1).ID}
		claims := func(what string, idem idempotency, at time.Time, want error) {
			t.Helper()
			_, made, err := s.Claim(ctx, idem, at)
			wants(t, what, err, want)
			if made {
				t.Errorf("%s: an order was made", what)
			}
		}
		claims("claim", mine, noon, nil)
		claims("claim what is claimed", retry, noon, errKeyBusy)
		claims("claim for another order", idempotency{key: "k", fingerprint: "g"}, noon, errKeyReused)
		wants(t, "abandon another's", s.Abandon(ctx, retry), nil)
		claims("claim what another did not abandon", retry, noon, errKeyBusy)
		wants(t, "abandon", s.Abandon(ctx, mine), nil)
		claims("claim what was abandoned", mine, noon, nil)

		// Its request was killed: another has the key, and the first, were it
		// only slow, makes no second order.
		claims("claim what was forgotten", retry, noon.Add(claimKept), nil)
		_, err := s.Create(ctx, o, mine)
		wants(t, "create after the claim went away", err, errKeyBusy)
		_, err = s.Get(ctx, o.ID)
		wants(t, "get what was not made", err, errNotFound)

		made, err := s.Create(ctx, sample(1), retry)
		wants(t, "create", err, nil)
		wants(t, "abandon what was made", s.Abandon(ctx, retry), nil)
		got, known, err := s.Claim(ctx, mine, noon.Add(keyKept-time.Second))
		if err != nil || !known {
			t.Fatalf("claim what was made = %v, %v; want the order", known, err)
		}
		same(t, "claim what was made", got, made)
		claims("claim a day later", mine, noon.Add(keyKept), nil)
	})
}

// Of two who move an order, one is told that it moved.
func TestStoresHaveOneWinner(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		made, err := s.Create(t.Context(), sample(0), idempotency{})
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			to := []Status{confirmed, cancelled}[i%2]
			wg.Go(func() { _, errs[i] = s.Move(t.Context(), made.ID, to, made.Version, noon) })
		}
		wg.Wait()
		// Who asks for the status that won is told that it is so.
		won, lost := 0, 0
		for _, err := range errs {
			_, refused := errors.AsType[*transitionError](err)
			switch {
			case err == nil:
				won++
			case refused || errors.Is(err, errChanged):
				lost++
			default:
				t.Error(err)
			}
		}
		if won != 4 || lost != 4 {
			t.Errorf("%d won and %d lost, want 4 of each", won, lost)
		}
	})
}

// Of many who claim a key, one gets it.
func TestStoresHaveOneClaim(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				_, _, errs[i] = s.Claim(t.Context(), idempotency{key: "k", fingerprint: "f", order: sample(i).ID}, noon)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, errKeyBusy) {
				t.Errorf("error %v, want %v", err, errKeyBusy)
			}
		}
		if won != 1 {
			t.Errorf("%d of 8 claims won, want 1", won)
		}
	})
}
