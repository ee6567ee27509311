package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

func TestBadInput(t *testing.T) {
	const one, list = "/catalog/products/A", "/catalog/products"
	tests := map[string]struct {
		method, path, body string
		headers            []string
		want               problem.Kind
	}{
		"no body":             {"POST", list, "", nil, problem.Malformed},
		"half a body":         {"POST", list, `{"sku":"B`, nil, problem.Malformed},
		"no JSON":             {"POST", list, `sku=B`, nil, problem.Malformed},
		"an array":            {"POST", list, `[` + product("B") + `]`, nil, problem.Malformed},
		"two objects":         {"POST", list, product("B") + product("C"), nil, problem.Malformed},
		"deeply nested":       {"POST", list, strings.Repeat(`{"sku":`, 20000), nil, problem.Malformed},
		"an unknown field":    {"POST", list, `{"sku":"B","nmae":"a"}`, nil, problem.Malformed},
		"a price as text":     {"POST", list, `{"sku":"B","name":"a","price_cents":"1","currency":"EUR"}`, nil, problem.Malformed},
		"a price in euros":    {"POST", list, `{"sku":"B","name":"a","price_cents":4.99,"currency":"EUR"}`, nil, problem.Malformed},
		"a price too long":    {"POST", list, `{"sku":"B","name":"a","price_cents":99999999999999999999,"currency":"EUR"}`, nil, problem.Malformed},
		"a null for all":      {"POST", list, `null`, nil, problem.Invalid},
		"nothing in it":       {"POST", list, `{}`, nil, problem.Invalid},
		"a negative price":    {"POST", list, `{"sku":"B","name":"a","price_cents":-1,"currency":"EUR"}`, nil, problem.Invalid},
		"a control character": {"POST", list, `{"sku":"B","name":"a\u0000b","price_cents":1,"currency":"EUR"}`, nil, problem.Invalid},
		"no such currency":    {"POST", list, `{"sku":"B","name":"a","price_cents":1,"currency":"ABC"}`, nil, problem.Invalid},
		"a SKU that climbs":   {"POST", list, `{"sku":"../B","name":"a","price_cents":1,"currency":"EUR"}`, nil, problem.Invalid},
		"a form":              {"POST", list, product("B"), []string{"Content-Type", "application/x-www-form-urlencoded"}, problem.WrongType},
		"a huge body":         {"POST", list, `{"name":"` + strings.Repeat("a", 1<<20) + `"}`, nil, problem.TooLarge},
		"made already":        {"POST", list, product("A"), nil, problem.Exists},

		"no limit":           {"GET", list + "?limit=0", "", nil, problem.Malformed},
		"too many":           {"GET", list + "?limit=101", "", nil, problem.Malformed},
		"a limit of words":   {"GET", list + "?limit=all", "", nil, problem.Malformed},
		"no cursor of ours":  {"GET", list + "?cursor=***", "", nil, problem.Malformed},
		"a cursor of orders": {"GET", list + "?cursor=b3JkZXJzAEE", "", nil, problem.Malformed},
		"a cursor of no SKU": {"GET", list + "?cursor=cHJvZHVjdHMALi4vQQ", "", nil, problem.Malformed},

		"no such product":  {"GET", list + "/B", "", nil, problem.Missing},
		"no SKU at all":    {"GET", list + "/%2e%2e", "", nil, problem.Missing},
		"a long SKU":       {"GET", list + "/" + strings.Repeat("a", 3000), "", nil, problem.Missing},
		"a SKU of no text": {"DELETE", list + "/%00%ff", "", nil, problem.Missing},

		"no version":          {"PUT", one, product("A"), nil, problem.PreconditionRequired},
		"a weak version":      {"PUT", one, product("A"), []string{"If-Match", `W/"a"`}, problem.Malformed},
		"a bare version":      {"DELETE", one, "", []string{"If-Match", `a`}, problem.Malformed},
		"an old version":      {"PUT", one, product("A"), []string{"If-Match", `"old"`}, problem.Changed},
		"an old one's end":    {"DELETE", one, "", []string{"If-Match", `"old"`}, problem.Changed},
		"another SKU":         {"PUT", one, product("B"), []string{"If-Match", "*"}, problem.Invalid},
		"a change of none":    {"PUT", list + "/B", product("B"), []string{"If-Match", "*"}, problem.Missing},
		"a change without it": {"PUT", one, "", []string{"If-Match", "*"}, problem.Malformed},

		"a picture of no place": {"GET", one + "/picture", "", nil, problem.Missing},
		"a drawing":             {"POST", one + "/picture", `{"content_type":"image/svg+xml","bytes":10}`, nil, problem.Invalid},
		"an empty picture":      {"POST", one + "/picture", `{"content_type":"image/png","bytes":0}`, nil, problem.Invalid},
		"a huge picture":        {"POST", one + "/picture", `{"content_type":"image/png","bytes":5242881}`, nil, problem.Invalid},
		"a picture of no size":  {"POST", one + "/picture", `{"content_type":"image/png"}`, nil, problem.Invalid},

		"no such method": {"PATCH", one, "", nil, problem.WrongMethod},
		"no such path":   {"GET", "/catalog/prices", "", nil, problem.NoSuchPath},
	}
	stores(t, func(t *testing.T, s store) {
		h := handler(s)
		made := servicetest.Do(h, "POST", list, product("A"))
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				contract.Refused(t, tt.method, tt.path, servicetest.Do(h, tt.method, tt.path, tt.body, tt.headers...), tt.want)
			})
		}
		// Nothing was lost, and nothing made.
		if res := servicetest.Do(h, "GET", one, ""); res.Header.Get("ETag") != made.Header.Get("ETag") {
			t.Errorf("A is %d %s, want it as it was made", res.Code, res.Body)
		}
		if res := servicetest.Do(h, "GET", list, ""); strings.Count(res.Body, `"sku"`) != 1 {
			t.Errorf("products = %s, want A alone", res.Body)
		}
	})
}

// A change that is sent again, as after a broken connection, is not made twice.
func TestReplays(t *testing.T) {
	stores(t, func(t *testing.T, s store) {
		h := handler(s)
		version := []string{"If-Match", contract.Do(t, h, "POST", "/catalog/products", product("A")).Header.Get("ETag")}
		contract.Refused(t, "POST", "/catalog/products", servicetest.Do(h, "POST", "/catalog/products", product("A")), problem.Exists)
		if res := contract.Do(t, h, "PUT", "/catalog/products/A", product("A"), version...); res.Code != 200 {
			t.Fatalf("= %d %s", res.Code, res.Body)
		}
		contract.Refused(t, "PUT", "/catalog/products/A", servicetest.Do(h, "PUT", "/catalog/products/A", product("A"), version...), problem.Changed)
		if res := contract.Do(t, h, "DELETE", "/catalog/products/A", ""); res.Code != 204 {
			t.Fatalf("= %d %s", res.Code, res.Body)
		}
		contract.Refused(t, "DELETE", "/catalog/products/A", servicetest.Do(h, "DELETE", "/catalog/products/A", ""), problem.Missing)
	})
}

func TestBodiesThatComeBadly(t *testing.T) {
	endless := strings.NewReader(`{"name":"` + strings.Repeat("a", 2<<20))
	for name, tt := range map[string]struct {
		body io.Reader
		want problem.Kind
	}{
		"slow":                      {servicetest.Stalled{Reader: strings.NewReader(`{"sku":"B`)}, problem.Slow},
		"huge, and no length given": {io.MultiReader(endless), problem.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			handler(newMemoryStore()).ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/catalog/products", tt.body))
			contract.Refused(t, "POST", "/catalog/products", servicetest.Response{Code: rec.Code, Header: rec.Header(), Body: rec.Body.String()}, tt.want)
		})
	}
}
