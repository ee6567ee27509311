package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"slipway/services/internal/requestid"
	"slipway/services/internal/servicetest"
)

// fakeCatalog answers with the body, or the status when it is not a body, that
// products holds for a path. It lives below /shop to prove that a base path is
// kept.
func fakeCatalog(t *testing.T, products map[string]string) http.Handler {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get(requestid.Header); got != "r-1" {
			t.Errorf("the catalog got request id %q, want that of the order", got)
		}
		sku, ok := strings.CutPrefix(r.URL.Path, "/shop/catalog/products/")
		if !ok {
			t.Errorf("the catalog was asked for %s", r.URL.Path)
		}
		answer, ok := products[sku]
		switch {
		case !ok:
			w.WriteHeader(http.StatusNotFound)
		case answer == "500":
			w.WriteHeader(http.StatusInternalServerError)
		case answer == "302":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		default:
			fmt.Fprint(w, answer)
		}
	}))
	t.Cleanup(srv.Close)
	base, err := url.Parse(srv.URL + "/shop")
	if err != nil {
		t.Fatal(err)
	}
	return handler(newCatalog(base, ""))
}

func TestPricing(t *testing.T) {
	h := fakeCatalog(t, map[string]string{
		"TEA":    `{"sku":"TEA","name":"Tea","price_cents":499,"currency":"EUR"}`,
		"CUP":    `{"price_cents":1000,"currency":"EUR"}`,
		"FREE":   `{"price_cents":0,"currency":"EUR"}`,
		"USD":    `{"price_cents":1,"currency":"USD"}`,
		"BROKEN": `500`,
		"MOVED":  `302`,
		"HTML":   `<html>`,
		"ERROR":  `{"error":"x"}`,
		"HUGE":   `{"price_cents":9223372036854775807,"currency":"EUR"}`,
		"MINUS":  `{"price_cents":-1,"currency":"EUR"}`,
	})
	tests := []struct {
		skus string
		code int
		says string
	}{
		{"TEA CUP", 201, `"total_cents":2998,"currency":"EUR"`},
		{"FREE", 201, `"unit_price_cents":0}],"total_cents":0`},
		{"TEA NONE", 400, "line 2: sku NONE: the catalog has no such product"},
		{"TEA USD", 400, "one order for each currency"},
		{"BROKEN", 503, "no order was made"},
		{"MOVED", 503, "no order was made"},
		{"HTML", 503, "no order was made"},
		{"ERROR", 503, "no order was made"},
		{"HUGE", 503, "no order was made"},
		{"MINUS", 503, "no order was made"},
	}
	for _, tt := range tests {
		t.Run(tt.skus, func(t *testing.T) {
			var lines []string
			for sku := range strings.FieldsSeq(tt.skus) {
				lines = append(lines, fmt.Sprintf(`{"sku":%q,"quantity":2}`, sku))
			}
			body := `{"lines":[` + strings.Join(lines, ",") + `]}`
			res := servicetest.Do(h, "POST", "/orders", body, requestid.Header, "r-1")
			if res.Code != tt.code || !strings.Contains(res.Body, tt.says) {
				t.Errorf("= %d %s, want %d with %q", res.Code, res.Body, tt.code, tt.says)
			}
		})
	}
}

func TestCatalogThatIsNotThere(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	base, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	srv.Close()
	c := newCatalog(base, "")
	if err := c.check(t.Context()); err == nil || !strings.Contains(err.Error(), "CATALOG_URL") {
		t.Errorf("check() = %v, want an error that names CATALOG_URL", err)
	}
	if res := servicetest.Do(handler(c), "POST", "/orders", tea); res.Code != 503 {
		t.Errorf("create = %d %s, want 503", res.Code, res.Body)
	}
}
