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

	"slipway/services/internal/servicetest"
)

var contract = servicetest.NewContract(document, "pgx", "SQLSTATE", "database")

func TestTheDocumentHasEveryRoute(t *testing.T) {
	engine := gin.New()
	newHandlers(newMemoryStore(), unpriced{}, slog.New(slog.DiscardHandler)).routes(engine.Group("/orders"))
	// What the server itself answers below the prefix.
	served := map[string]bool{"GET /orders/healthz": true, "GET /orders/readyz": true, "GET /orders/version": true}
	for _, r := range engine.Routes() {
		served[r.Method+" "+regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")] = true
	}
	if documented := contract.Routes(t); !maps.Equal(served, documented) {
		t.Errorf("served: %v\ndocumented: %v", slices.Sorted(maps.Keys(served)), slices.Sorted(maps.Keys(documented)))
	}
}

func TestAnswersAreThoseOfTheDocument(t *testing.T) {
	stores(t, func(t *testing.T, kept store) {
		h := handlerOf(selling(t, kept, newShop(t, 100)))
		contract.Do(t, h, "GET", "/orders", "")
		contract.Do(t, h, "POST", "/orders", teaFor)
		made := contract.Do(t, h, "POST", "/orders", tea, keyHeader, "k-1")
		path, version := made.Header.Get("Location"), made.Header.Get("ETag")
		for _, st := range []struct {
			method, path, body string
			code               int
			headers            []string
		}{
			{"POST", "/orders", tea, 200, []string{keyHeader, "k-1"}},
			{"GET", "/orders?limit=1", "", 200, nil},
			{"GET", path, "", 200, nil},
			{"GET", path, "", 304, []string{"If-None-Match", version}},
			{"GET", path + "/receipt", "", 404, nil},
			{"POST", path + "/confirm", "", 200, []string{"If-Match", version}},
			{"POST", path + "/ship", "", 412, []string{"If-Match", version}},
			{"POST", path + "/ship", "", 200, nil},
			{"POST", path + "/cancel", "", 409, nil},
			{"GET", "/orders/healthz", "", 200, nil},
			{"GET", "/orders/readyz", "", 200, nil},
			{"GET", "/orders/version", "", 200, nil},
			{"GET", "/orders/openapi.yaml", "", 200, nil},
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
	line := func(sku string, quantity float64) map[string]any {
		return map[string]any{"sku": sku, "quantity": quantity}
	}
	var many []any
	for i := range 51 {
		many = append(many, line(string(rune('A'+i%26))+strings.Repeat("x", i/26), 1))
	}
	for _, in := range []map[string]any{
		{"lines": []any{line("A", 1)}},
		{"lines": []any{line("A", 1000), line(strings.Repeat("a", 64), 1)}, "email": "ada@example.com"},
		{"lines": many[:50]},
		{"lines": many},
		{"lines": []any{}},
		{"lines": []any{line("A", 0)}},
		{"lines": []any{line("A", 1001)}},
		{"lines": []any{line("A", 1.5)}},
		{"lines": []any{line("-A", 1)}},
		{"lines": []any{line(strings.Repeat("a", 65), 1)}},
		{"lines": []any{map[string]any{"sku": "A"}}},
		{"lines": []any{map[string]any{"quantity": 1.0}}},
		{"lines": []any{line("A", 1)}, "colour": "red"},
		{"lines": []any{line("A", 1)}, "email": strings.Repeat("a", 250) + "@example.com"},
		{},
	} {
		res := servicetest.Do(handler(unpriced{}), "POST", "/orders", servicetest.JSON(t, in))
		if allowed, taken := contract.Allows(t, "OrderInput", in), res.Code == http.StatusCreated; taken != allowed {
			t.Errorf("%v: openapi.yaml allows it %v, the handler took it %v: %s", in, allowed, taken, res.Body)
		}
	}
}
