package main

import (
	"bytes"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
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

var contract = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(openapi3.NewLoader().Context)
})

func described(t testing.TB) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, err := contract()
	if err != nil {
		t.Fatalf("openapi.yaml is no document of OpenAPI: %v", err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

// checked is servicetest.Do, and fails where the answer is none that
// openapi.yaml describes.
func checked(t *testing.T, h http.Handler, method, path, body string, headers ...string) servicetest.Response {
	t.Helper()
	res := servicetest.Do(h, method, path, body, headers...)
	holds(t, method, path, res)
	return res
}

func holds(t *testing.T, method, path string, res servicetest.Response) {
	t.Helper()
	_, router := described(t)
	req := httptest.NewRequest(method, path, nil)
	route, params, err := router.FindRoute(req)
	if err != nil {
		// Neither a path nor a method that the document has: then it is refused.
		if res.Code != http.StatusNotFound && res.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s = %d, and openapi.yaml does not have it", method, path, res.Code)
		}
		return
	}
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 res.Code, Header: res.Header, Body: io.NopCloser(bytes.NewBufferString(res.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s %s = %d %s, which openapi.yaml does not describe: %v", method, path, res.Code, res.Body, err)
	}
}

func TestTheDocumentHasEveryRoute(t *testing.T) {
	doc, _ := described(t)
	engine := gin.New()
	newHandlers(newMemoryStore(), slog.New(slog.DiscardHandler)).routes(engine)
	// What the server itself answers below the prefix.
	served := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /version": true}
	for _, r := range engine.Routes() {
		served[r.Method+" "+regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")] = true
	}
	documented := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			documented[method+" "+path] = true
		}
	}
	if !maps.Equal(served, documented) {
		t.Errorf("served: %v\ndocumented: %v", slices.Sorted(maps.Keys(served)), slices.Sorted(maps.Keys(documented)))
	}
}

func TestAnswersAreThoseOfTheDocument(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		h := handler(s)
		checked(t, h, "GET", "/catalog/products", "")
		made := checked(t, h, "POST", "/catalog/products", product("A"))
		checked(t, h, "POST", "/catalog/products", product("B"))
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
			if res := checked(t, h, st.method, st.path, st.body, st.headers...); res.Code != st.code {
				t.Errorf("%s %s = %d %s, want %d", st.method, st.path, res.Code, res.Body, st.code)
			}
		}
	})
}

// What the document forbids, the handlers refuse, and the other way round: two
// descriptions of one thing come apart.
func TestTheDocumentForbidsWhatIsRefused(t *testing.T) {
	doc, _ := described(t)
	schema := doc.Components.Schemas["ProductInput"].Value
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
		allowed := schema.VisitJSON(in) == nil
		res := servicetest.Do(handler(newMemoryStore()), "POST", "/catalog/products", asJSON(t, in))
		if taken := res.Code == http.StatusCreated; taken != allowed {
			t.Errorf("%v: openapi.yaml allows it %v, the handler took it %v: %s", in, allowed, taken, res.Body)
		}
	}
}
