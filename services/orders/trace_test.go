package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/awsclient"
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

// The mail of an order, which is sent later and by another process, is part of its
// trace, with all that both ask of the database and of AWS. Their looks at an empty
// outbox and queue are part of none.
func TestAMailIsPartOfTheTraceOfItsOrder(t *testing.T) {
	cfg, collector := servicetest.AWS(t), servicetest.NewCollector(t)
	bucket := servicetest.Bucket(t, cfg)
	env := append(pairs(servicetest.Database(t)), "AWS_ENDPOINT_URL="+os.Getenv("AWS_ENDPOINT_URL"), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test",
		"AWS_SECRET_ACCESS_KEY=test", "QUEUE_MAIL_URL="+servicetest.Queue(t, cfg), "BUCKET_RECEIPTS="+bucket, "SHUTDOWN_DELAY=0s",
		"OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL)
	if code, out := servicetest.Run(t, []string{"migrate"}, env...).Wait(t); code != 0 {
		t.Fatalf("migrate ended with %d\n%s", code, out)
	}
	web, worker := servicetest.Start(t, env...), servicetest.Run(t, []string{"mail"}, env...)
	if res := web.Get(t, "/orders/readyz"); res.Code != 200 {
		t.Fatalf("= %d %s, want it ready", res.Code, res.Body)
	}
	if res := web.Do(t, "POST", "/orders", teaFor); res.Code != 201 {
		t.Fatalf("= %d %s", res.Code, res.Body)
	}
	for len(mails(t, newBucket(awsclient.S3(cfg), bucket))) == 0 { // the test's own limit ends it
	}
	for _, p := range []*servicetest.Process{web, worker} {
		p.Signal(t, syscall.SIGTERM)
		if code, out := p.Wait(t); code != 0 {
			t.Errorf("exit code = %d, want 0\n%s", code, out)
		}
	}
	root, mail := collector.Span(t, service, "POST /orders"), collector.Span(t, service, "process mail")
	if mail.Parent != root.ID || mail.Kind != "SPAN_KIND_CONSUMER" || mail.Failed {
		t.Errorf("%+v is no part of %+v", mail, root)
	}
	within := map[string]string{"COMMIT": root.ID, "S3.PutObject": mail.ID, "SQS.DeleteMessage": mail.ID}
	for name, parent := range within {
		if s := collector.Span(t, service, name); s.Parent != parent {
			t.Errorf("%+v is no part of %s", s, parent)
		}
	}
	for _, s := range collector.Spans() {
		if s.Trace != root.Trace {
			t.Errorf("%+v is of another trace than %+v", s, root)
		}
	}

	if code, out := servicetest.Run(t, []string{"report"}, env...).Wait(t); code != 0 {
		t.Fatalf("report ended with %d\n%s", code, out)
	}
	report, counted := collector.Span(t, service, "report"), collector.Span(t, service, "SELECT")
	if report.Parent != "" || report.Trace == root.Trace || counted.Trace != report.Trace {
		t.Errorf("%+v and %+v, want a trace of the report's own", report, counted)
	}
	if !collector.Metrics()["pgxpool.total_connections"] {
		t.Errorf("metrics = %v, want those of the pool", collector.Metrics())
	}
}
