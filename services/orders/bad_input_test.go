package main

import (
	"io"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

func TestBadInput(t *testing.T) {
	id := sample(0).ID
	one, none := "/orders/"+id, "/orders/"+sample(9).ID
	const list = "/orders"
	line := func(text string) string { return `{"lines":[` + text + `]}` }
	tests := map[string]struct {
		method, path, body string
		headers            []string
		want               problem.Kind
	}{
		"no body":            {"POST", list, "", nil, problem.Malformed},
		"half a body":        {"POST", list, `{"lines":[`, nil, problem.Malformed},
		"no JSON":            {"POST", list, `lines=A`, nil, problem.Malformed},
		"an array":           {"POST", list, `[` + tea + `]`, nil, problem.Malformed},
		"two objects":        {"POST", list, tea + tea, nil, problem.Malformed},
		"deeply nested":      {"POST", list, strings.Repeat(`{"lines":[`, 20000), nil, problem.Malformed},
		"an unknown field":   {"POST", list, line(`{"sku":"A","quantity":1,"price":1}`), nil, problem.Malformed},
		"its own id":         {"POST", list, `{"id":"` + id + `","lines":[{"sku":"A","quantity":1}]}`, nil, problem.Malformed},
		"a number as text":   {"POST", list, line(`{"sku":"A","quantity":"1"}`), nil, problem.Malformed},
		"half a piece":       {"POST", list, line(`{"sku":"A","quantity":0.5}`), nil, problem.Malformed},
		"a number too long":  {"POST", list, line(`{"sku":"A","quantity":99999999999999999999}`), nil, problem.Malformed},
		"a null for all":     {"POST", list, `null`, nil, problem.Invalid},
		"nothing in it":      {"POST", list, `{}`, nil, problem.Invalid},
		"a null line":        {"POST", list, line(`null`), nil, problem.Invalid},
		"none of it":         {"POST", list, line(`{"sku":"A","quantity":0}`), nil, problem.Invalid},
		"less than none":     {"POST", list, line(`{"sku":"A","quantity":-1}`), nil, problem.Invalid},
		"a SKU that climbs":  {"POST", list, line(`{"sku":"../A","quantity":1}`), nil, problem.Invalid},
		"a SKU of no text":   {"POST", list, line(`{"sku":"A\u0000","quantity":1}`), nil, problem.Invalid},
		"one product twice":  {"POST", list, line(`{"sku":"A","quantity":1},{"sku":"A","quantity":1}`), nil, problem.Invalid},
		"no address":         {"POST", list, `{"lines":[{"sku":"A","quantity":1}],"email":"ada"}`, nil, problem.Invalid},
		"an address of more": {"POST", list, `{"lines":[{"sku":"A","quantity":1}],"email":"a@b.example\r\nBcc: c@d.example"}`, nil, problem.Invalid},
		"a named address":    {"POST", list, `{"lines":[{"sku":"A","quantity":1}],"email":"Ada <a@b.example>"}`, nil, problem.Invalid},
		"a form":             {"POST", list, tea, []string{"Content-Type", "application/x-www-form-urlencoded"}, problem.WrongType},
		"a huge body":        {"POST", list, `{"email":"` + strings.Repeat("a", 1<<20) + `"}`, nil, problem.TooLarge},
		"too much":           {"POST", list, line(`{"sku":"TEA","quantity":1000}`), nil, problem.OutOfStock},

		"an empty key":    {"POST", list, tea, []string{keyHeader, ""}, problem.Malformed},
		"a key of spaces": {"POST", list, tea, []string{keyHeader, "a b"}, problem.Malformed},
		"a long key":      {"POST", list, tea, []string{keyHeader, strings.Repeat("k", 129)}, problem.Malformed},
		"another's key":   {"POST", list, teaFor, []string{keyHeader, "k-1"}, problem.KeyReused},

		"no limit":               {"GET", list + "?limit=0", "", nil, problem.Malformed},
		"too many":               {"GET", list + "?limit=101", "", nil, problem.Malformed},
		"no cursor of ours":      {"GET", list + "?cursor=***", "", nil, problem.Malformed},
		"a cursor of products":   {"GET", list + "?cursor=cHJvZHVjdHMAQQ", "", nil, problem.Malformed},
		"a cursor of no order":   {"GET", list + "?cursor=b3JkZXJzACdPUg", "", nil, problem.Malformed},
		"no such order":          {"GET", none, "", nil, problem.Missing},
		"no order at all":        {"GET", "/orders/%27%20OR%201", "", nil, problem.Missing},
		"an id of no text":       {"GET", "/orders/%00%ff", "", nil, problem.Missing},
		"a long id":              {"GET", "/orders/" + strings.Repeat("A", 3000), "", nil, problem.Missing},
		"a step of none":         {"POST", none + "/confirm", "", nil, problem.Missing},
		"a step of no order":     {"POST", "/orders/%00/cancel", "", nil, problem.Missing},
		"a step too far":         {"POST", one + "/ship", "", nil, problem.Conflict},
		"a weak version":         {"POST", one + "/confirm", "", []string{"If-Match", `W/"a"`}, problem.Malformed},
		"an old version":         {"POST", one + "/confirm", "", []string{"If-Match", `"old"`}, problem.Changed},
		"a receipt of no bucket": {"GET", one + "/receipt", "", nil, problem.Missing},
		"no such step":           {"POST", one + "/lose", "", nil, problem.NoSuchPath},
		"no such method":         {"PATCH", one, "", nil, problem.WrongMethod},
	}
	stores(t, func(t *testing.T, kept store) {
		s := newShop(t, 10)
		handlers := selling(t, kept, s)
		handlers.newID = func() string { return id }
		h := handlerOf(handlers)
		made := contract.Do(t, h, "POST", list, tea, keyHeader, "k-1")
		handlers.newID = func() string { return sample(1).ID }
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				contract.Refused(t, tt.method, tt.path, servicetest.Do(h, tt.method, tt.path, tt.body, tt.headers...), tt.want)
			})
		}
		// Nothing was lost, and nothing made or reserved.
		if res := contract.Do(t, h, "GET", one, ""); res.Header.Get("ETag") != made.Header.Get("ETag") {
			t.Errorf("the order is %d %s, want it as it was made", res.Code, res.Body)
		}
		if res := contract.Do(t, h, "GET", list, ""); strings.Count(res.Body, `"id"`) != 1 {
			t.Errorf("orders = %s, want one", res.Body)
		}
		s.has(t, "after all that", 8)
	})
}

func TestBodiesThatComeBadly(t *testing.T) {
	endless := strings.NewReader(`{"email":"` + strings.Repeat("a", 2<<20))
	for name, tt := range map[string]struct {
		body io.Reader
		want problem.Kind
	}{
		"slow":                      {servicetest.Stalled{Reader: strings.NewReader(`{"lines":[`)}, problem.Slow},
		"huge, and no length given": {io.MultiReader(endless), problem.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			handler(unpriced{}).ServeHTTP(rec, httptest.NewRequest("POST", "/orders", tt.body))
			contract.Refused(t, "POST", "/orders", servicetest.Response{Code: rec.Code, Header: rec.Header(), Body: rec.Body.String()}, tt.want)
		})
	}
}

// Whatever is sent, the answer is one that openapi.yaml describes, and no fault.
func FuzzCreate(f *testing.F) {
	for _, seed := range []string{tea, teaFor, `{}`, `{"lines":[{"sku":"A","quantity":1e2}]}`, `{"LINES":[]}`, "{\"email\":\"\xff\"}", `{"lines":[null]}`} {
		f.Add(seed, "k-1")
	}
	f.Fuzz(func(t *testing.T, body, key string) {
		res := contract.Do(t, handler(unpriced{}), "POST", "/orders", body, keyHeader, key)
		if res.Code != 201 && res.Code != 400 {
			t.Errorf("%q = %d %s, want 201 or 400", body, res.Code, res.Body)
		}
	})
}

func FuzzList(f *testing.F) {
	for _, seed := range []string{"", "b3JkZXJzAEE", "cHJvZHVjdHMAQQ", "%00"} {
		f.Add(seed, "20")
	}
	h := handler(unpriced{})
	f.Fuzz(func(t *testing.T, cursor, limit string) {
		query := "cursor=" + url.QueryEscape(cursor) + "&limit=" + url.QueryEscape(limit)
		if res := contract.Do(t, h, "GET", "/orders?"+query, ""); res.Code != 200 && res.Code != 400 {
			t.Errorf("%s = %d %s, want 200 or 400", query, res.Code, res.Body)
		}
	})
}
