package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

// stocked makes a product of which so many are there.
func stocked(t *testing.T, s store, sku string, stock int64) Product {
	t.Helper()
	p := sample(sku)
	p.Stock = &stock
	p, err := s.Create(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func stockOf(t *testing.T, s store, sku string) string {
	t.Helper()
	p, err := s.Get(t.Context(), sku)
	if err != nil {
		t.Fatal(err)
	}
	if p.Stock == nil {
		return "any"
	}
	return fmt.Sprint(*p.Stock)
}

func TestStoresReserve(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		ctx := t.Context()
		before := stocked(t, s, "A", 5)
		stocked(t, s, "B", 1)
		if _, err := s.Create(ctx, sample("C")); err != nil {
			t.Fatal(err)
		}
		lines := func(a, b int64) []reservedLine { return []reservedLine{{"A", a}, {"B", b}, {"C", 9}} }
		left := func(what, want string) {
			t.Helper()
			if got := stockOf(t, s, "A") + " " + stockOf(t, s, "B") + " " + stockOf(t, s, "C"); got != want {
				t.Errorf("%s: %s are left, want %s", what, got, want)
			}
		}
		refused, ok := errors.AsType[*stockError](s.Reserve(ctx, "o-1", lines(2, 2)))
		if !ok || refused.sku != "B" || refused.left == nil || *refused.left != 1 {
			t.Errorf("too many: %v, want B refused", refused)
		}
		left("too many", "5 1 any")
		for range 2 { // sent again, it takes once
			if err := s.Reserve(ctx, "o-1", lines(2, 1)); err != nil {
				t.Fatal(err)
			}
		}
		left("reserved", "3 0 any")
		if _, err := s.Update(ctx, before, before.Version); !errors.Is(err, errChanged) {
			t.Errorf("a change of what was read before = %v, want %v: it would put the stock back", err, errChanged)
		}
		for range 2 {
			if err := s.Release(ctx, "o-1"); err != nil {
				t.Fatal(err)
			}
		}
		left("given back", "5 1 any")
		if err := s.Reserve(ctx, "o-1", lines(1, 1)); !errors.Is(err, errReleased) {
			t.Errorf("after it was given back = %v, want %v", err, errReleased)
		}
		if err := s.Release(ctx, "o-2"); err != nil {
			t.Fatal(err)
		}
		if err := s.Reserve(ctx, "o-2", lines(1, 1)); !errors.Is(err, errReleased) {
			t.Errorf("what comes after its end = %v, want %v", err, errReleased)
		}
		left("refused", "5 1 any")

		// A product that is gone takes nothing back, and does not hold up the others.
		if err := s.Reserve(ctx, "o-3", lines(1, 1)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Delete(ctx, "B", ""); err != nil {
			t.Fatal(err)
		}
		if err := s.Release(ctx, "o-3"); err != nil || stockOf(t, s, "A") != "5" {
			t.Errorf("= %v and %s are left, want all of A again", err, stockOf(t, s, "A"))
		}
		if none, ok := errors.AsType[*stockError](s.Reserve(ctx, "o-4", lines(1, 1))); !ok || none.left != nil {
			t.Errorf("of no product: %v, want it refused", none)
		}
	})
}

// Many who want the last ones get no more than there are.
func TestStoresSellNothingTwice(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		stocked(t, s, "A", 3)
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = s.Reserve(t.Context(), fmt.Sprintf("o-%d", i), []reservedLine{{"A", 1}}) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			}
		}
		// Some may have to come again: what counts is that nothing was sold twice.
		if got := stockOf(t, s, "A"); won > 3 || got != fmt.Sprint(3-won) {
			t.Errorf("%d got one, and %s are left of 3", won, got)
		}
	})
}

func TestReservations(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		h := handler(s)
		made := contract.Do(t, h, "POST", "/catalog/products", `{"sku":"A","name":"Tea","price_cents":499,"currency":"EUR","stock":2}`)
		if made.Code != 201 || !strings.Contains(made.Body, `"stock":2`) {
			t.Fatalf("= %d %s, want a product with its stock", made.Code, made.Body)
		}
		const path = "/catalog/reservations/o-1"
		for name, tt := range map[string]struct {
			path, body string
			want       problem.Kind
		}{
			"too many":       {path, `{"lines":[{"sku":"A","quantity":3}]}`, problem.OutOfStock},
			"no product":     {path, `{"lines":[{"sku":"B","quantity":1}]}`, problem.Missing},
			"no lines":       {path, `{}`, problem.Invalid},
			"none":           {path, `{"lines":[{"sku":"A","quantity":0}]}`, problem.Invalid},
			"twice":          {path, `{"lines":[{"sku":"A","quantity":1},{"sku":"A","quantity":1}]}`, problem.Invalid},
			"a SKU of none":  {path, `{"lines":[{"sku":"../A","quantity":1}]}`, problem.Invalid},
			"half a number":  {path, `{"lines":[{"sku":"A","quantity":0.5}]}`, problem.Malformed},
			"an id of a key": {"/catalog/reservations/a%23b", `{"lines":[{"sku":"A","quantity":1}]}`, problem.Invalid},
		} {
			t.Run(name, func(t *testing.T) {
				contract.Refused(t, "PUT", tt.path, servicetest.Do(h, "PUT", tt.path, tt.body), tt.want)
			})
		}
		if res := contract.Do(t, h, "PUT", path, `{"lines":[{"sku":"A","quantity":2}]}`); res.Code != 200 {
			t.Errorf("= %d %s, want 200", res.Code, res.Body)
		}
		if res := contract.Do(t, h, "GET", "/catalog/products/A", ""); !strings.Contains(res.Body, `"stock":0`) {
			t.Errorf("= %s, want none left", res.Body)
		}
		if res := contract.Do(t, h, "DELETE", path, ""); res.Code != 204 {
			t.Errorf("= %d %s, want 204", res.Code, res.Body)
		}
		contract.Refused(t, "PUT", path, servicetest.Do(h, "PUT", path, `{"lines":[{"sku":"A","quantity":2}]}`), problem.Conflict)
		if res := contract.Do(t, h, "GET", "/catalog/products", ""); strings.Count(res.Body, `"sku"`) != 1 {
			t.Errorf("products = %s, want A and no reservation", res.Body)
		}
	})
}
