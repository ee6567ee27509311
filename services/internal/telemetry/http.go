package telemetry

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Observe measures and traces what next answers, but for what probes ask: every few
// seconds, and several load balancer nodes do. A trace that its caller began goes on.
// active is how many requests are in flight.
func (t *Telemetry) Observe(next http.Handler, probe func(path string) bool, active func() int64) http.Handler {
	if t == nil || !t.observed {
		return next
	}
	_, err := otel.Meter(scope).Int64ObservableUpDownCounter("http.server.active_requests",
		metric.WithUnit("{request}"), metric.WithDescription("How many requests are being answered."),
		metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(active())
			return nil
		}))
	if err != nil {
		otel.Handle(err)
	}
	return otelhttp.NewHandler(next, "request", otelhttp.WithFilter(func(r *http.Request) bool { return !probe(r.URL.Path) }))
}

// Route tells the span and the metrics of a request the template of its path: gin
// knows it, and what stands around gin does not. It comes first.
func Route(c *gin.Context) {
	if route := c.FullPath(); route != "" {
		c.Request.Pattern = route // otelhttp reads it when gin has answered
		trace.SpanFromContext(c.Request.Context()).SetAttributes(semconv.HTTPRoute(route))
	}
	c.Next()
}

// Transport traces what is asked of others within a trace, and tells them of it. What
// begins none, as a readiness check, stays none.
func Transport(next http.RoundTripper) http.RoundTripper {
	return otelhttp.NewTransport(next, otelhttp.WithFilter(func(r *http.Request) bool {
		return trace.SpanContextFromContext(r.Context()).IsValid()
	}))
}
