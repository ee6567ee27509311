package telemetry

import (
	"context"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	bridge "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/resource"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"slipway/services/internal/buildinfo"
	"slipway/services/internal/config"
)

// views bound what is kept of a request. A caller chooses Host and protocol: each
// value of theirs would be a series. Sizes would be twice as many series again.
var views = []metric.View{
	metric.NewView(metric.Instrument{Name: "http.server.request.duration"}, metric.Stream{
		AttributeFilter: attribute.NewAllowKeysFilter(semconv.HTTPRequestMethodKey, semconv.HTTPRouteKey, semconv.HTTPResponseStatusCodeKey),
		Aggregation:     metric.AggregationExplicitBucketHistogram{Boundaries: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}},
	}),
	metric.NewView(metric.Instrument{Name: "http.*.body.size"}, metric.Stream{Aggregation: metric.AggregationDrop{}}),
}

// measure has the same instruments read by Prometheus and sent to a collector, as
// the settings say.
func (t *Telemetry) measure(ctx context.Context, service string, cfg config.Config, about *resource.Resource) error {
	var readers []metric.Option
	if cfg.Telemetry.Metrics {
		exporter, err := otlpmetrichttp.New(ctx)
		if err != nil {
			return fmt.Errorf("metrics can't be sent, correct OTEL_EXPORTER_OTLP_…: %w", err)
		}
		readers = append(readers, metric.WithReader(metric.NewPeriodicReader(exporter)))
	}
	if cfg.AdminPort != 0 {
		registry := prometheus.NewRegistry()
		exporter, err := bridge.New(bridge.WithRegisterer(registry), bridge.WithoutScopeInfo())
		if err != nil {
			return fmt.Errorf("metrics for Prometheus: %w", err)
		}
		readers = append(readers, metric.WithReader(exporter))
		registry.MustRegister(build(service), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
		t.metrics = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	}
	if readers == nil { // traces alone
		return nil
	}
	provider := metric.NewMeterProvider(append(readers, metric.WithResource(about), metric.WithView(views...),
		// An exemplar has what the views leave out: too long for Prometheus.
		metric.WithExemplarFilter(exemplar.AlwaysOffFilter))...)
	otel.SetMeterProvider(provider)
	t.stop = append(t.stop, provider.Shutdown)
	return nil
}

func build(service string) prometheus.Collector {
	info := buildinfo.Of(service)
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "build_info", Help: "Which build runs.",
		ConstLabels: prometheus.Labels{"service": info.Service, "revision": info.Revision, "digest": info.Digest},
	})
	build.Set(1)
	return build
}

// Metrics is what Prometheus asks, or nil.
func (t *Telemetry) Metrics() http.Handler {
	if t == nil {
		return nil
	}
	return t.metrics
}
