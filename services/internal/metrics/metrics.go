// Package metrics counts what a service does, for Prometheus.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"slipway/services/internal/buildinfo"
)

// unmatched stands for the template of a path that has no route: a label with
// the path itself would have as many values as callers can think of.
const unmatched = "unmatched"

// Metrics are those of one service.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

// New returns the metrics of service, with Go's own and the process's.
func New(service string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_server_request_duration_seconds", Help: "How long requests took, by route, method and status.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_server_active_requests", Help: "How many requests are being answered.",
		}),
	}
	info := buildinfo.Of(service)
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "build_info", Help: "Which build runs.",
		ConstLabels: prometheus.Labels{"service": info.Service, "revision": info.Revision, "digest": info.Digest},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.inFlight, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Middleware measures each request.
func (m *Metrics) Middleware() gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		m.inFlight.Inc()
		// Deferred, so that a handler that panics is counted too.
		defer func() {
			m.inFlight.Dec()
			route := c.FullPath()
			if route == "" {
				route = unmatched
			}
			m.requests.WithLabelValues(method(c.Request.Method), route, strconv.Itoa(c.Writer.Status())).Observe(time.Since(start).Seconds())
		}()
		c.Next()
	}
}

// method is one of those that HTTP has: a caller may send any word.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	}
	return "_OTHER"
}

// Handler is what Prometheus asks.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
