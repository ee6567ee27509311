package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/config"
	"slipway/services/internal/server"
	"slipway/services/internal/servicetest"
)

// An order is one trace: of this service, and of a catalog that has the server which
// both share. Here that is in the process of the test.
func TestATraceGoesOnInTheCatalog(t *testing.T) {
	collector := servicetest.NewCollector(t)
	told := collector.Told(t, "catalog")
	catalog := httptest.NewServer(server.New(server.Options{
		Service: "catalog", Config: config.Load(config.NewReader(func(string) string { return "" })), Log: slog.New(slog.DiscardHandler), Telemetry: told,
		Routes: func(r gin.IRouter) {
			r.GET("/products/:sku", func(c *gin.Context) { c.String(http.StatusOK, `{"price_cents":499,"currency":"EUR"}`) })
			r.PUT("/reservations/:id", func(c *gin.Context) { c.Status(http.StatusOK) })
		},
	}).Handler())
	defer catalog.Close()
	p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL, "CATALOG_URL="+catalog.URL)
	if res := p.Get(t, "/orders/readyz"); res.Code != 200 {
		t.Fatalf("= %d %s, want it ready", res.Code, res.Body)
	}
	if res := p.Do(t, "POST", "/orders", `{"lines":[{"sku":"TEA","quantity":1}]}`); res.Code != 201 {
		t.Fatalf("= %d %s, want an order", res.Code, res.Body)
	}
	p.Signal(t, syscall.SIGTERM)
	code, out := p.Wait(t)
	told.Stop()

	root := collector.Span(t, service, "POST /orders")
	asked := map[string]servicetest.Span{}
	for _, s := range collector.Spans() {
		if s.Trace != root.Trace {
			t.Errorf("%+v is of another trace than %+v", s, root)
		}
		if s.Kind == "SPAN_KIND_CLIENT" && s.Parent == root.ID {
			asked[s.ID] = s
		}
	}
	for name, method := range map[string]string{"GET /catalog/products/:sku": "HTTP GET", "PUT /catalog/reservations/:id": "HTTP PUT"} {
		if answered := collector.Span(t, "catalog", name); asked[answered.Parent].Name != method || asked[answered.Parent].Resource["service.name"] != service {
			t.Errorf("%+v belongs to %+v, want what this service asked", answered, asked[answered.Parent])
		}
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, "order created") && !strings.Contains(line, `"trace_id":"`+root.Trace+`","span_id":"`+root.ID+`"`) {
			t.Errorf("the log has %s, want the order's span %+v", line, root)
		}
	}
	if code != 0 || !strings.Contains(out, "order created") {
		t.Errorf("exit code = %d, want 0 and the order in the log\n%s", code, out)
	}
}

// Without a collector there is no trace, whatever else is set.
func TestNothingIsTracedWithoutACollector(t *testing.T) {
	s := newShop(t, 5)
	catalog := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Traceparent"); got != "" {
			t.Errorf("the catalog is told of the trace %s", got)
		}
		s.ServeHTTP(w, r)
	}))
	defer catalog.Close()
	p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "CATALOG_URL="+catalog.URL, "ADMIN_PORT="+servicetest.FreePort(t),
		"OTEL_TRACES_EXPORTER=otlp", "OTEL_SERVICE_NAME=shop", "OTEL_TRACES_SAMPLER=always_on")
	if res := p.Do(t, "POST", "/orders", tea); res.Code != 201 {
		t.Errorf("= %d %s, want an order", res.Code, res.Body)
	}
	p.Signal(t, syscall.SIGTERM)
	if code, out := p.Wait(t); code != 0 || strings.Contains(out, "trace_id") || strings.Contains(out, "telemetry") {
		t.Errorf("exit code = %d, want 0 and no word of a trace\n%s", code, out)
	}
}
