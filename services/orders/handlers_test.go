package main

import (
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

// handlerOf is the handlers with all that the server puts before them.
func handlerOf(h *handlers) http.Handler {
	cfg := config.Load(config.NewReader(func(string) string { return "" }))
	return server.New(server.Options{Service: service, Config: cfg, Log: h.log, Routes: h.routes}).Handler()
}

func handler(p pricer) http.Handler {
	return handlerOf(newHandlers(newMemoryStore(), p, logging.New(io.Discard, service, slog.LevelInfo)))
}

const tea = `{"lines":[{"sku":"TEA","quantity":2},{"sku":"CUP","quantity":1}]}`

func create(t *testing.T, h http.Handler) Order {
	t.Helper()
	res := servicetest.Do(h, "POST", "/orders", tea)
	if res.Code != 201 {
		t.Fatalf("create = %d %s, want 201", res.Code, res.Body)
	}
	return servicetest.Into[Order](t, res)
}

func TestCreateAndGet(t *testing.T) {
	h := handler(unpriced{})
	res := servicetest.Do(h, "POST", "/orders", tea)
	o := servicetest.Into[Order](t, res)
	if res.Code != 201 || o.Status != pending || len(o.Lines) != 2 || o.TotalCents != nil {
		t.Errorf("create = %d %s, want 201 and a pending order of two lines without prices", res.Code, res.Body)
	}
	if got := servicetest.Do(h, "GET", res.Header.Get("Location"), ""); got.Code != 200 || got.Body != res.Body {
		t.Errorf("Location leads to %d %s, want the order", got.Code, got.Body)
	}
	if got := servicetest.Do(h, "GET", "/orders/none", ""); got.Code != 404 {
		t.Errorf("an unknown order = %d, want 404", got.Code)
	}
	if got := servicetest.Do(h, "GET", "/orders/healthz", ""); got.Code != 200 || !strings.Contains(got.Body, "alive") {
		t.Errorf("/orders/healthz = %d %s, want the health check and not an order", got.Code, got.Body)
	}
}

func TestValidation(t *testing.T) {
	h := handler(unpriced{})
	line := `{"sku":"A","quantity":1}`
	tests := map[string]struct {
		body string
		says []string
	}{
		"no lines":       {`{}`, []string{"0 lines"}},
		"empty lines":    {`{"lines":[]}`, []string{"0 lines"}},
		"too many lines": {`{"lines":[` + strings.Repeat(line+",", 50) + line + `]}`, []string{"51 lines"}},
		"same sku twice": {`{"lines":[` + line + `,` + line + `]}`, []string{"line 2", "in line 1 already"}},
		"all lines wrong": {`{"lines":[{"sku":"","quantity":1},{"sku":"B","quantity":0},{"sku":"C","quantity":1001}]}`,
			[]string{"line 1: sku is missing", "line 2: quantity is 0", "line 3: quantity is 1001"}},
		"own price": {`{"lines":[{"sku":"A","quantity":1,"unit_price_cents":1}]}`, []string{"unknown field"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := servicetest.Do(h, "POST", "/orders", tt.body)
			for _, want := range tt.says {
				if res.Code != 400 || !strings.Contains(res.Body, want) {
					t.Errorf("= %d %s, want 400 with %q", res.Code, res.Body, want)
				}
			}
		})
	}
}

func TestStateMachine(t *testing.T) {
	tests := []struct {
		steps string
		code  int
		says  string
	}{
		{"confirm", 200, `"status":"confirmed"`},
		{"cancel", 200, `"status":"cancelled"`},
		{"confirm ship", 200, `"status":"shipped"`},
		{"confirm cancel", 200, `"status":"cancelled"`},
		{"cancel cancel", 200, `"status":"cancelled"`},
		{"confirm confirm", 200, `"status":"confirmed"`},
		{"ship", 409, "is pending: it cannot become shipped, only one of [confirmed cancelled]"},
		{"cancel confirm", 409, "is cancelled, which is final"},
		{"confirm ship cancel", 409, "is shipped, which is final"},
	}
	h := handler(unpriced{})
	for _, tt := range tests {
		t.Run(tt.steps, func(t *testing.T) {
			path := "/orders/" + create(t, h).ID
			var before, res servicetest.Response
			for step := range strings.FieldsSeq(tt.steps) {
				before = servicetest.Do(h, "GET", path, "")
				res = servicetest.Do(h, "POST", path+"/"+step, "")
			}
			if res.Code != tt.code || !strings.Contains(res.Body, tt.says) {
				t.Errorf("= %d %s, want %d with %q", res.Code, res.Body, tt.code, tt.says)
			}
			if after := servicetest.Do(h, "GET", path, ""); tt.code == 409 && after.Body != before.Body {
				t.Errorf("a refused step changed the order from %s to %s", before.Body, after.Body)
			}
		})
	}
	if res := servicetest.Do(h, "POST", "/orders/none/cancel", ""); res.Code != 404 {
		t.Errorf("cancel of an unknown order = %d, want 404", res.Code)
	}
}

func TestListWalksEveryOrderOnce(t *testing.T) {
	h := handler(unpriced{})
	var want, got []string
	for range 4 {
		want = append(want, create(t, h).ID)
	}
	path := "/orders?limit=2"
	for path != "" {
		p := servicetest.Into[page.Page[Order]](t, servicetest.Do(h, "GET", path, ""))
		for _, o := range p.Items {
			got = append(got, o.ID)
		}
		path = ""
		if p.NextCursor != "" {
			path = "/orders?limit=2&cursor=" + p.NextCursor
			// Made between two pages: it comes at the end.
			want = append(want, create(t, h).ID)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("walked %v, want %v", got, want)
	}
	for _, query := range []string{"limit=0", "limit=101", "cursor=!", "cursor=bm9uZQ"} {
		if res := servicetest.Do(h, "GET", "/orders?"+query, ""); res.Code != 400 {
			t.Errorf("?%s = %d %s, want 400", query, res.Code, res.Body)
		}
	}
}

func TestConcurrentStepsHaveOneOutcome(t *testing.T) {
	h := handler(unpriced{})
	path := "/orders/" + create(t, h).ID
	servicetest.Do(h, "POST", path+"/confirm", "")
	codes := make([]int, 32)
	var wg sync.WaitGroup
	for i := range codes {
		step := []string{"/ship", "/cancel"}[i%2]
		wg.Go(func() { codes[i] = servicetest.Do(h, "POST", path+step, "").Code })
	}
	wg.Wait()
	// Shipping won or cancelling won, for all who asked.
	for i, code := range codes {
		if code != codes[i%2] {
			t.Fatalf("codes = %v, want the same answer for the same step", codes)
		}
	}
	if codes[0]+codes[1] != 200+409 {
		t.Errorf("ship = %d and cancel = %d, want one of them refused", codes[0], codes[1])
	}
}

func TestVersions(t *testing.T) {
	h := handler(unpriced{})
	made := servicetest.Do(h, "POST", "/orders", tea)
	path, first := made.Header.Get("Location"), made.Header.Get("ETag")
	if res := servicetest.Do(h, "GET", path, "", "If-None-Match", first); first == "" || res.Code != 304 || res.Body != "" {
		t.Errorf("= %d %q, want 304 of the version %s", res.Code, res.Body, first)
	}
	res := servicetest.Do(h, "POST", path+"/confirm", "", "If-Match", first)
	if second := res.Header.Get("ETag"); res.Code != 200 || second == first || second != servicetest.Do(h, "GET", path, "").Header.Get("ETag") {
		t.Errorf("= %d, ETag %s after %s; want another, and the same of a GET", res.Code, second, first)
	}
	if res := servicetest.Do(h, "POST", path+"/cancel", "", "If-Match", first); res.Code != 412 {
		t.Errorf("a step of an old version = %d %s, want 412", res.Code, res.Body)
	}
	if res := servicetest.Do(h, "POST", path+"/cancel", "", "If-Match", "first"); res.Code != 400 {
		t.Errorf("a step of no version = %d %s, want 400", res.Code, res.Body)
	}
}
