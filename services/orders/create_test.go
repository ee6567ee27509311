package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"slipway/services/internal/page"
	"slipway/services/internal/servicetest"
)

func TestIdempotentCreate(t *testing.T) {
	h := handler(unpriced{})
	first := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1")
	made := servicetest.Into[Order](t, first)
	servicetest.Do(h, "POST", "/orders/"+made.ID+"/confirm", "")

	again := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1")
	got := servicetest.Into[Order](t, again)
	if again.Code != 200 || again.Header.Get(replayHeader) != "true" || got.ID != made.ID || got.Status != confirmed {
		t.Errorf("the same again = %d %s, want 200 and order %s as it is now", again.Code, again.Body, made.ID)
	}
	if first.Code != 201 || first.Header.Get(replayHeader) != "" {
		t.Errorf("first = %d, replayed %q; want 201 and no replay", first.Code, first.Header.Get(replayHeader))
	}

	other := servicetest.Do(h, "POST", "/orders", `{"lines":[{"sku":"TEA","quantity":3}]}`, keyHeader, "k-1")
	if other.Code != 422 || !strings.Contains(other.Body, "different order") {
		t.Errorf("another order with the key = %d %s, want 422", other.Code, other.Body)
	}
	if res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-2"); res.Code != 201 {
		t.Errorf("the same with another key = %d, want 201", res.Code)
	}
	for range 2 {
		if res := servicetest.Do(h, "POST", "/orders", tea); res.Code != 201 {
			t.Errorf("without a key = %d, want 201 each time", res.Code)
		}
	}
}

func TestKeyIsRefused(t *testing.T) {
	h := handler(unpriced{})
	for name, key := range map[string]string{
		"empty": "", "space": "a b", "not ASCII": "é", "too long": strings.Repeat("k", 129),
	} {
		if res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, key); res.Code != 400 || !strings.Contains(res.Body, keyHeader) {
			t.Errorf("%s = %d %s, want 400 that names the header", name, res.Code, res.Body)
		}
	}
}

// gate holds pricing until it is opened.
type gate struct{ arrived, opened chan struct{} }

func newGate() *gate { return &gate{make(chan struct{}, 1), make(chan struct{})} }

func (g *gate) price(context.Context, *Order) error {
	g.arrived <- struct{}{}
	<-g.opened
	return nil
}

func TestAKeyWhoseOrderIsBeingMade(t *testing.T) {
	g := newGate()
	h := handler(g)
	first := make(chan servicetest.Response)
	go func() { first <- servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1") }()
	<-g.arrived
	if res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1"); res.Code != 409 || res.Header.Get("Retry-After") == "" || !strings.Contains(res.Body, "in-progress") {
		t.Errorf("the same meanwhile = %d %s, want 409 and when to ask again", res.Code, res.Body)
	}
	close(g.opened)
	made := servicetest.Into[Order](t, <-first)
	if again := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1"); again.Code != 200 || servicetest.Into[Order](t, again).ID != made.ID {
		t.Errorf("the same afterwards = %d %s, want 200 and the order", again.Code, again.Body)
	}
}

func TestConcurrentCreatesWithOneKeyMakeOneOrder(t *testing.T) {
	const n = 32
	h := handler(unpriced{})
	results := make([]servicetest.Response, n)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i] = servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1") })
	}
	wg.Wait()
	codes := map[int]int{}
	for _, res := range results {
		codes[res.Code]++
	}
	if codes[201] != 1 || codes[201]+codes[200]+codes[409] != n {
		t.Errorf("codes %v; want one 201, and the rest 200 or 409", codes)
	}
	list := servicetest.Into[page.Page[Order]](t, servicetest.Do(h, "GET", "/orders", ""))
	if len(list.Items) != 1 {
		t.Errorf("%d orders exist, want 1", len(list.Items))
	}
}

func TestConcurrentCreatesWithoutKeyAreAllKept(t *testing.T) {
	h := handler(unpriced{})
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() { servicetest.Do(h, "POST", "/orders", tea) })
	}
	wg.Wait()
	list := servicetest.Into[page.Page[Order]](t, servicetest.Do(h, "GET", "/orders?limit=100", ""))
	if len(list.Items) != 32 {
		t.Errorf("%d orders exist, want 32", len(list.Items))
	}
}

// switchable is a catalog that can go away.
type switchable struct{ err error }

func (s *switchable) price(context.Context, *Order) error { return s.err }

func TestReplayNeedsNoCatalog(t *testing.T) {
	prices := new(switchable)
	h := handler(prices)
	servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1")
	prices.err = errors.New("dial 10.0.0.7: refused")

	if res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-1"); res.Code != 200 {
		t.Errorf("a replay without the catalog = %d %s, want 200", res.Code, res.Body)
	}
	other := `{"lines":[{"sku":"TEA","quantity":9}]}`
	if res := servicetest.Do(h, "POST", "/orders", other, keyHeader, "k-1"); res.Code != 422 {
		t.Errorf("a reused key without the catalog = %d %s, want 422", res.Code, res.Body)
	}
	res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-2")
	if res.Code != 503 || strings.Contains(res.Body, "10.0.0.7") {
		t.Errorf("a new order without the catalog = %d %s, want 503 without the cause", res.Code, res.Body)
	}
	// The failure must not use up the key.
	prices.err = nil
	if res := servicetest.Do(h, "POST", "/orders", tea, keyHeader, "k-2"); res.Code != 201 {
		t.Errorf("once the catalog is back = %d %s, want 201", res.Code, res.Body)
	}
}
