package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"slipway/services/internal/page"
	"slipway/services/internal/servicetest"
)

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
		res := servicetest.Do(h, st.method, st.path, st.body, "If-Match", "*")
		if res.Code != st.code || !strings.Contains(res.Body, st.says) {
			t.Fatalf("%s %s = %d %s, want %d with %q", st.method, st.path, res.Code, res.Body, st.code, st.says)
		}
	}
}

func TestUpdateKeepsCreatedAt(t *testing.T) {
	h := handler(newMemoryStore())
	made := servicetest.Into[Product](t, servicetest.Do(h, "POST", "/catalog/products", product("A")))
	res := servicetest.Do(h, "PUT", "/catalog/products/A", product("A"), "If-Match", "*")
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

func TestVersions(t *testing.T) {
	h := handler(newMemoryStore())
	first := servicetest.Do(h, "POST", "/catalog/products", product("A")).Header.Get("ETag")
	if res := servicetest.Do(h, "GET", "/catalog/products/A", "", "If-None-Match", first); res.Code != 304 || res.Body != "" || res.Header.Get("ETag") != first {
		t.Errorf("= %d %q, want 304 of the same version", res.Code, res.Body)
	}
	res := servicetest.Do(h, "PUT", "/catalog/products/A", product("A"), "If-Match", first)
	second := res.Header.Get("ETag")
	if res.Code != 200 || second == first || second != servicetest.Do(h, "GET", "/catalog/products/A", "").Header.Get("ETag") {
		t.Errorf("= %d, ETag %s after %s; want another, and the same of a GET", res.Code, second, first)
	}
	if res := servicetest.Do(h, "DELETE", "/catalog/products/A", "", "If-Match", first); res.Code != 412 {
		t.Errorf("DELETE of an old version = %d, want 412", res.Code)
	}
	if res := servicetest.Do(h, "DELETE", "/catalog/products/A", "", "If-Match", second); res.Code != 204 {
		t.Errorf("DELETE = %d, want 204", res.Code)
	}
	if again := servicetest.Do(h, "POST", "/catalog/products", product("A")).Header.Get("ETag"); again == first || again == second {
		t.Errorf("a product that is made again has the version %s of the one before", again)
	}
}
