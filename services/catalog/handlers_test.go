package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
	"slipway/services/internal/page"
	"slipway/services/internal/server"
	"slipway/services/internal/servicetest"
)

func handler(s store) http.Handler {
	log := logging.New(io.Discard, service, slog.LevelInfo)
	cfg := config.Load(config.NewReader(func(string) string { return "" }))
	return server.New(server.Options{Service: service, Config: cfg, Log: log, Routes: newHandlers(s, log).routes}).Handler()
}

func product(sku string) string {
	return fmt.Sprintf(`{"sku":%q,"name":"Tea","price_cents":499,"currency":"EUR"}`, sku)
}

func TestProductLifecycle(t *testing.T) {
	h := handler(newMemoryStore())
	steps := []struct {
		method, path, body string
		code               int
		says               string
	}{
		{"GET", "/catalog/products/TEA-1", "", 404, "no product has this sku"},
		{"PUT", "/catalog/products/TEA-1", product("TEA-1"), 404, "no product has this sku"},
		{"DELETE", "/catalog/products/TEA-1", "", 404, "no product has this sku"},
		{"POST", "/catalog/products", product("TEA-1"), 201, `"price_cents":499`},
		{"POST", "/catalog/products", product("TEA-1"), 409, "has this sku already"},
		{"GET", "/catalog/products/TEA-1", "", 200, `"name":"Tea"`},
		{"PUT", "/catalog/products/TEA-1", `{"name":"Green tea","price_cents":0,"currency":"JPY"}`, 200, `"name":"Green tea"`},
		{"PUT", "/catalog/products/TEA-1", product("TEA-2"), 400, "cannot change"},
		{"GET", "/catalog/products/TEA-1", "", 200, `"currency":"JPY"`},
		{"DELETE", "/catalog/products/TEA-1", "", 204, ""},
		{"GET", "/catalog/products/TEA-1", "", 404, "no product has this sku"},
		{"PATCH", "/catalog/products/TEA-1", "", 405, "GET, PUT, DELETE"},
	}
	for _, st := range steps {
		res := servicetest.Do(h, st.method, st.path, st.body)
		if res.Code != st.code || !strings.Contains(res.Body, st.says) {
			t.Fatalf("%s %s = %d %s, want %d with %q", st.method, st.path, res.Code, res.Body, st.code, st.says)
		}
	}
}

func TestUpdateKeepsCreatedAt(t *testing.T) {
	h := handler(newMemoryStore())
	made := servicetest.Into[Product](t, servicetest.Do(h, "POST", "/catalog/products", product("A")))
	res := servicetest.Do(h, "PUT", "/catalog/products/A", product("A"))
	if got := servicetest.Into[Product](t, res); !got.CreatedAt.Equal(made.CreatedAt) || made.CreatedAt.IsZero() {
		t.Errorf("created_at = %v after an update, want %v", got.CreatedAt, made.CreatedAt)
	}
}

func TestValidation(t *testing.T) {
	h := handler(newMemoryStore())
	tests := map[string]struct {
		body string
		says []string
	}{
		"everything at once": {`{}`, []string{"sku", "name", "price_cents", "currency"}},
		"price forgotten":    {`{"sku":"A","name":"a","currency":"EUR"}`, []string{"price_cents is missing"}},
		"price negative":     {`{"sku":"A","name":"a","price_cents":-1,"currency":"EUR"}`, []string{"price_cents is -1"}},
		"price too high":     {`{"sku":"A","name":"a","price_cents":1000000001,"currency":"EUR"}`, []string{"price_cents is 1000000001"}},
		"price in euros":     {`{"sku":"A","name":"a","price_cents":4.99,"currency":"EUR"}`, []string{"price_cents must be a whole number"}},
		"no such currency":   {`{"sku":"A","name":"a","price_cents":1,"currency":"ABC"}`, []string{"currency"}},
		"small currency":     {`{"sku":"A","name":"a","price_cents":1,"currency":"eur"}`, []string{"currency"}},
		"blank name":         {`{"sku":"A","name":"  ","price_cents":1,"currency":"EUR"}`, []string{"name has 0"}},
		"long name":          {`{"sku":"A","name":"` + strings.Repeat("é", 201) + `","price_cents":1,"currency":"EUR"}`, []string{"name has 201"}},
		"sku with a slash":   {`{"sku":"A/B","name":"a","price_cents":1,"currency":"EUR"}`, []string{"sku"}},
		"misspelt field":     {`{"sku":"A","name":"a","price":1,"currency":"EUR"}`, []string{`unknown field`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := servicetest.Do(h, "POST", "/catalog/products", tt.body)
			for _, want := range tt.says {
				if res.Code != 400 || !strings.Contains(res.Body, want) {
					t.Errorf("= %d %s, want 400 with %q", res.Code, res.Body, want)
				}
			}
		})
	}
	if res := servicetest.Do(h, "GET", "/catalog/products", ""); res.Body != `{"items":[]}` {
		t.Errorf("products = %s, want none after refusals", res.Body)
	}
}

func TestListWalksEveryProductOnce(t *testing.T) {
	t.Run("unchanged", func(t *testing.T) { walk(t, false) })
	t.Run("deleting", func(t *testing.T) { walk(t, true) })
}

// walk follows the cursors. When it deletes, the product that a cursor names is
// gone before the next page, which must neither fail nor skip.
func walk(t *testing.T, deleting bool) {
	h := handler(newMemoryStore())
	for i := range 5 {
		servicetest.Do(h, "POST", "/catalog/products", product(fmt.Sprintf("SKU-%d", 4-i)))
	}
	var got []string
	path := "/catalog/products?limit=2"
	// Bounded, so that a cursor that leads nowhere fails and does not hang.
	for range 10 {
		p := servicetest.Into[page.Page[Product]](t, servicetest.Do(h, "GET", path, ""))
		for _, item := range p.Items {
			got = append(got, item.SKU)
		}
		if p.NextCursor == "" {
			break
		}
		path = "/catalog/products?limit=2&cursor=" + p.NextCursor
		if deleting {
			servicetest.Do(h, "DELETE", "/catalog/products/"+got[len(got)-1], "")
		}
	}
	if want := "SKU-0 SKU-1 SKU-2 SKU-3 SKU-4"; strings.Join(got, " ") != want {
		t.Errorf("walked %v, want %s", got, want)
	}
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "cursor=!"} {
		if res := servicetest.Do(h, "GET", "/catalog/products?"+query, ""); res.Code != 400 {
			t.Errorf("?%s = %d, want 400", query, res.Code)
		}
	}
}

func TestConcurrentCreatesHaveOneWinner(t *testing.T) {
	h := handler(newMemoryStore())
	codes := make([]int, 32)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			codes[i] = servicetest.Do(h, "POST", "/catalog/products", product("SAME")).Code
			servicetest.Do(h, "GET", "/catalog/products", "")
		})
	}
	wg.Wait()
	count := map[int]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[201] != 1 || count[409] != 31 {
		t.Errorf("status codes = %v, want one 201 and 31 times 409", count)
	}
}

// broken fails as a store on a network does.
type broken struct{ store }

func (broken) Get(context.Context, string) (Product, error) {
	return Product{}, errors.New("dial 10.0.0.7: refused")
}

func TestStoreFailureIsA500WithoutItsCause(t *testing.T) {
	res := servicetest.Do(handler(broken{newMemoryStore()}), "GET", "/catalog/products/A", "")
	if res.Code != 500 || strings.Contains(res.Body, "10.0.0.7") {
		t.Errorf("= %d %s, want 500 without the cause", res.Code, res.Body)
	}
}
