package telemetry_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
	"slipway/services/internal/server"
	"slipway/services/internal/servicetest"
	"slipway/services/internal/telemetry"
)

// serving is a service that tells what the environment says, and writes its log into
// the buffer.
func serving(t *testing.T, env ...string) (http.Handler, *telemetry.Telemetry, *bytes.Buffer) {
	t.Helper()
	set := map[string]string{}
	for i := 0; i+1 < len(env); i += 2 {
		set[env[i]] = env[i+1]
		t.Setenv(env[i], env[i+1]) // the SDK reads it there
	}
	reader := config.NewReader(func(name string) string { return set[name] })
	cfg := config.Load(reader)
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	log := logging.New(&out, "catalog", slog.LevelInfo)
	told, err := telemetry.Start(t.Context(), "catalog", cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(told.Stop)
	routes := func(r gin.IRouter) {
		r.GET("/items/:id", func(c *gin.Context) { c.Status(http.StatusOK) })
		r.GET("/panic", func(*gin.Context) { panic("at the disco") })
	}
	return server.New(server.Options{Service: "catalog", Config: cfg, Log: log, Telemetry: told, Routes: routes}).Handler(), told, &out
}

const (
	callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	callersSpan  = "00f067aa0ba902b7"
	traceparent  = "00-" + callersTrace + "-" + callersSpan + "-01"
)

func TestATraceGoesOn(t *testing.T) {
	t.Setenv("IMAGE_DIGEST", "sha256:1")
	collector := servicetest.NewCollector(t)
	h, told, out := serving(t, "OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	for _, path := range []string{"/healthz", "/readyz", "/catalog/healthz", "/catalog/readyz"} {
		servicetest.Do(h, "GET", path, "", "Traceparent", traceparent)
	}
	servicetest.Do(h, "GET", "/catalog/items/7", "", "Traceparent", traceparent)
	told.Stop()

	if all := collector.Spans(); len(all) != 1 {
		t.Errorf("spans = %+v, want that of the request and none of a probe", all)
	}
	span := collector.Span(t, "catalog", "GET /catalog/items/:id")
	if span.Trace != callersTrace || span.Parent != callersSpan || span.Kind != "SPAN_KIND_SERVER" || span.Attributes["http.route"] != "/catalog/items/:id" {
		t.Errorf("span = %+v, want a part of the caller's", span)
	}
	if r := span.Resource; r["service.version"] != "dev" || r["oci.manifest.digest"] != "sha256:1" || r["service.instance.id"] == "" {
		t.Errorf("resource = %v, want the build, the image and the task", r)
	}
	for _, want := range []string{"http.server.request.duration", "http.server.active_requests"} {
		if !collector.Metrics()[want] {
			t.Errorf("metrics = %v, want %s", collector.Metrics(), want)
		}
	}
	for line := range strings.Lines(out.String()) {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if got["msg"] == "request" && (got["trace_id"] != callersTrace || got["span_id"] != span.ID) {
			t.Errorf("the log has %s, want the ids of the span %+v", line, span)
		}
	}
	if !strings.Contains(out.String(), `"trace_id"`) {
		t.Errorf("the log has no trace: %s", out)
	}
}

func TestTheSDKsOwnSettingsCount(t *testing.T) {
	for name, tt := range map[string]struct {
		env     []string
		spans   int
		metrics bool
		called  string
	}{
		"another name":        {[]string{"OTEL_SERVICE_NAME", "shop"}, 1, true, "shop"},
		"no traces sampled":   {[]string{"OTEL_TRACES_SAMPLER", "always_off"}, 0, true, "catalog"},
		"traces alone":        {[]string{"OTEL_METRICS_EXPORTER", "none"}, 1, false, "catalog"},
		"metrics alone":       {[]string{"OTEL_TRACES_EXPORTER", "none"}, 0, true, "catalog"},
		"switched off":        {[]string{"OTEL_SDK_DISABLED", "true"}, 0, false, "catalog"},
		"neither is exported": {[]string{"OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "none"}, 0, false, "catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			collector := servicetest.NewCollector(t)
			h, told, _ := serving(t, append(tt.env, "OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)...)
			servicetest.Do(h, "GET", "/catalog/items/7", "")
			told.Stop()
			spans := collector.Spans()
			if len(spans) != tt.spans || collector.Metrics()["http.server.request.duration"] != tt.metrics {
				t.Errorf("it sent %+v and the metrics %v, want %d spans and metrics %v", spans, collector.Metrics(), tt.spans, tt.metrics)
			}
			for _, s := range spans {
				if got := s.Resource["service.name"]; got != tt.called {
					t.Errorf("it is called %q, want %q", got, tt.called)
				}
			}
			if !tt.metrics && tt.spans == 0 && collector.Asked() != 0 {
				t.Errorf("the collector was asked %d times, want never", collector.Asked())
			}
		})
	}
}

func TestRequestsAreCountedByRoute(t *testing.T) {
	t.Setenv("IMAGE_DIGEST", "sha256:1")
	h, told, out := serving(t, "ADMIN_PORT", "9090")
	for i, ask := range [][2]string{
		{"GET", "/catalog/items/secret-1"}, {"GET", "/catalog/items/secret-2"}, {"GET", "/secret-3"}, {"SECRET4", "/secret-5"},
		{"GET", "/catalog/panic"}, {"GET", "/healthz"},
	} {
		servicetest.Do(h, ask[0], fmt.Sprintf("http://secret-%d:%d%s", i, 1000+i, ask[1]), "", "Traceparent", traceparent)
	}
	res := servicetest.Do(told.Metrics(), "GET", "/metrics", "")
	for _, want := range []string{
		`http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/catalog/items/:id"} 2`,
		`http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404"} 1`,
		`http_server_request_duration_seconds_count{http_request_method="_OTHER",http_response_status_code="404"} 1`,
		`http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="500",http_route="/catalog/panic"} 1`,
		`http_server_request_duration_seconds_bucket{http_request_method="GET",http_response_status_code="404",le="0.001"}`,
		`http_server_active_requests 0`,
		`build_info{digest="sha256:1",revision="dev",service="catalog"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(res.Body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	// As many series as callers can think of words would fill the memory.
	if strings.Contains(strings.ToLower(res.Body), "secret") || strings.Contains(res.Body, "healthz") {
		t.Errorf("a word of a caller or a probe became a label:\n%s", res.Body)
	}
	if strings.Contains(out.String(), "telemetry was lost") {
		t.Errorf("the log has %s, want no fault", out)
	}
}
