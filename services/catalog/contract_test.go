package main

import (
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/config"
	"slipway/services/internal/server"
	"slipway/services/internal/servicetest"
)

// serve is the handlers with all that the server puts before them.
func serve(h *handlers) http.Handler {
	cfg := config.Load(config.NewReader(func(string) string { return "" }))
	return server.New(server.Options{Service: service, Config: cfg, Log: h.log, Routes: h.routes}).Handler()
}

func handler(s store) http.Handler {
	return serve(newHandlers(s, slog.New(slog.DiscardHandler)))
}

var contract = servicetest.NewContract(document, "dynamodb")

func TestTheDocumentHasEveryRoute(t *testing.T) {
	engine := gin.New()
	newHandlers(newMemoryStore(), slog.New(slog.DiscardHandler)).routes(engine)
	// What the server itself answers below the prefix.
	served := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /version": true}
	for _, r := range engine.Routes() {
		served[r.Method+" "+regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")] = true
	}
	documented := contract.Routes(t)
	if !maps.Equal(served, documented) {
		t.Errorf("served: %v\ndocumented: %v", slices.Sorted(maps.Keys(served)), slices.Sorted(maps.Keys(documented)))
	}
}

func TestAnswersAreThoseOfTheDocument(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		h := handler(s)
		contract.Do(t, h, "GET", "/catalog/products", "")
		made := contract.Do(t, h, "POST", "/catalog/products", product("A"))
		contract.Do(t, h, "POST", "/catalog/products", product("B"))
		version := made.Header.Get("ETag")
		for _, st := range []struct {
			method, path, body string
			code               int
			headers            []string
		}{
			{"GET", "/catalog/products?limit=1", "", 200, nil},
			{"GET", "/catalog/products/A", "", 200, nil},
			{"GET", "/catalog/products/A", "", 304, []string{"If-None-Match", version}},
			{"PUT", "/catalog/products/A", product("A"), 200, []string{"If-Match", version}},
			{"PUT", "/catalog/products/A", product("A"), 412, []string{"If-Match", version}},
			{"DELETE", "/catalog/products/A", "", 204, nil},
			{"DELETE", "/catalog/products/A", "", 404, nil},
			{"GET", "/catalog/healthz", "", 200, nil},
			{"GET", "/catalog/readyz", "", 200, nil},
			{"GET", "/catalog/version", "", 200, nil},
			{"GET", "/catalog/openapi.yaml", "", 200, nil},
		} {
			if res := contract.Do(t, h, st.method, st.path, st.body, st.headers...); res.Code != st.code {
				t.Errorf("%s %s = %d %s, want %d", st.method, st.path, res.Code, res.Body, st.code)
			}
		}
	})
}

// What the document forbids, the handlers refuse, and the other way round: two
// descriptions of one thing come apart.
func TestTheDocumentForbidsWhatIsRefused(t *testing.T) {
	for _, in := range []map[string]any{
		{"sku": "A", "name": "a", "price_cents": 1.0, "currency": "EUR"},
		{"sku": strings.Repeat("a", 64), "name": strings.Repeat("é", 200), "price_cents": 1e9, "currency": "EUR"},
		{"sku": strings.Repeat("a", 65), "name": "a", "price_cents": 1.0, "currency": "EUR"},
		{"sku": "-A", "name": "a", "price_cents": 1.0, "currency": "EUR"},
		{"sku": "A", "name": "", "price_cents": 1.0, "currency": "EUR"},
		{"sku": "A", "name": strings.Repeat("é", 201), "price_cents": 1.0, "currency": "EUR"},
		{"sku": "A", "name": "a", "price_cents": 1e9 + 1, "currency": "EUR"},
		{"sku": "A", "name": "a", "price_cents": -1.0, "currency": "EUR"},
		{"sku": "A", "name": "a", "price_cents": 1.5, "currency": "EUR"},
		{"sku": "A", "name": "a", "price_cents": 1.0, "currency": "eur"},
		{"sku": "A", "name": "a", "price_cents": 1.0, "currency": "EUR", "colour": "red"},
		{"sku": "A", "name": "a", "currency": "EUR"},
	} {
		allowed := contract.Allows(t, "ProductInput", in)
		res := servicetest.Do(handler(newMemoryStore()), "POST", "/catalog/products", servicetest.JSON(t, in))
		if taken := res.Code == http.StatusCreated; taken != allowed {
			t.Errorf("%v: openapi.yaml allows it %v, the handler took it %v: %s", in, allowed, taken, res.Body)
		}
	}
}
