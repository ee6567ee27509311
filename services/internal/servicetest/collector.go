package servicetest

import (
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Span is one that a Collector got. Kind is as OTLP writes it, as SPAN_KIND_SERVER.
type Span struct {
	Trace, ID, Parent string
	Name, Kind        string
	Failed            bool
	// Resource says who told it, and Attributes what it is about.
	Resource, Attributes map[string]string
}

// Collector takes what services send by OTLP over HTTP. A service that has ended
// has sent everything.
type Collector struct {
	URL string

	mu      sync.Mutex
	spans   []Span
	metrics map[string]bool
	asked   int
}

// NewCollector returns one that serves until the test ends, and takes what else says
// where to send: who runs the tests, a pipeline, may have a collector of its own.
func NewCollector(t testing.TB) *Collector {
	t.Helper()
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "OTEL_") {
			t.Setenv(name, "")
		}
	}
	c := &Collector{metrics: map[string]bool{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// ServeHTTP reads what an ExportTraceServiceRequest or its sister of metrics is on the
// wire: the packages of these bring gRPC.
func (c *Collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = c.take(r.URL.Path, body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (c *Collector) take(path string, body []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if path == "/v1/metrics" {
		var data metrics.MetricsData
		if err := proto.Unmarshal(body, &data); err != nil {
			return err
		}
		for _, of := range data.ResourceMetrics {
			for _, scope := range of.ScopeMetrics {
				for _, m := range scope.Metrics {
					c.metrics[m.Name] = true
				}
			}
		}
		return nil
	}
	var data traces.TracesData
	if err := proto.Unmarshal(body, &data); err != nil {
		return err
	}
	for _, of := range data.ResourceSpans {
		for _, scope := range of.ScopeSpans {
			for _, s := range scope.Spans {
				c.spans = append(c.spans, Span{
					Trace: hex.EncodeToString(s.TraceId), ID: hex.EncodeToString(s.SpanId), Parent: hex.EncodeToString(s.ParentSpanId),
					Name: s.Name, Kind: s.Kind.String(), Failed: s.Status.GetCode() == traces.Status_STATUS_CODE_ERROR,
					Resource: texts(of.Resource.GetAttributes()), Attributes: texts(s.Attributes),
				})
			}
		}
	}
	return nil
}

func texts(all []*common.KeyValue) map[string]string {
	m := map[string]string{}
	for _, kv := range all {
		m[kv.Key] = kv.Value.GetStringValue()
	}
	return m
}

// Spans are those that came.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.spans)
}

// Span is the one of a service with this name, or the first of several.
func (c *Collector) Span(t testing.TB, service, name string) Span {
	t.Helper()
	all := c.Spans()
	at := slices.IndexFunc(all, func(s Span) bool { return s.Resource["service.name"] == service && s.Name == name })
	if at < 0 {
		t.Fatalf("%s sent no span %q, but %+v", service, name, all)
	}
	return all[at]
}

// Metrics are the names of those that came.
func (c *Collector) Metrics() map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.metrics)
}

// Asked is how often something came.
func (c *Collector) Asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}
