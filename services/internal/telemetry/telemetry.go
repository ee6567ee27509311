// Package telemetry tells what a service does in the words of OpenTelemetry:
// traces and metrics for a collector, and the metrics for Prometheus, too.
package telemetry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"slipway/services/internal/buildinfo"
	"slipway/services/internal/config"
)

// stopTimeout is for what is left to send when the service stops. A collector that
// is away must not take the time that ECS gives to a stop.
const stopTimeout = time.Second

// Telemetry is what one process tells. Nil is one that tells nothing.
type Telemetry struct {
	log *slog.Logger
	// metrics is what Prometheus asks, or nil.
	metrics http.Handler
	// observed is whether a request is measured or traced.
	observed bool
	stop     []func(context.Context) error
}

// Start begins to tell what the settings want told. It asks nobody: a collector
// that is away is found by what is sent later. The sampler, headers and intervals
// are the SDK's own settings, and so is what replaces the service's name.
func Start(ctx context.Context, service string, cfg config.Config, log *slog.Logger) (*Telemetry, error) {
	t := &Telemetry{log: log}
	wanted := cfg.Telemetry.Traces || cfg.Telemetry.Metrics
	if !wanted && cfg.AdminPort == 0 {
		return t, nil
	}
	t.observed = true
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.Warn("telemetry was lost: check OTEL_EXPORTER_OTLP_ENDPOINT and the collector", "error", err)
	}))
	otel.SetLogger(logr.FromSlogHandler(log.Handler()))
	about, err := about(ctx, service)
	if err != nil {
		return nil, err
	}
	if err := t.measure(ctx, service, cfg, about); err != nil {
		return nil, err
	}
	if cfg.Telemetry.Traces {
		if err := t.trace(ctx, about); err != nil {
			return nil, err
		}
	}
	if wanted {
		log.Info("telemetry", "traces", cfg.Telemetry.Traces, "metrics", cfg.Telemetry.Metrics)
	}
	return t, nil
}

// about is who tells. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES stand above it.
func about(ctx context.Context, service string) (*resource.Resource, error) {
	info := buildinfo.Of(service)
	attributes := []resource.Option{resource.WithAttributes(
		semconv.ServiceName(info.Service), semconv.ServiceVersion(info.Revision),
		// Two tasks would otherwise count as one whose numbers jump.
		semconv.ServiceInstanceID(rand.Text()),
	)}
	if info.Digest != "" {
		attributes = append(attributes, resource.WithAttributes(semconv.OCIManifestDigest(info.Digest)))
	}
	r, err := resource.New(ctx, append(attributes, resource.WithTelemetrySDK(), resource.WithFromEnv())...)
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES can't be read, write name=value with commas between them: %w", err)
	}
	return r, nil
}

func (t *Telemetry) trace(ctx context.Context, about *resource.Resource) error {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return fmt.Errorf("traces can't be sent, correct OTEL_EXPORTER_OTLP_…: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	t.stop = append(t.stop, provider.Shutdown)
	return nil
}

// Stop sends what is left, for a second at most.
func (t *Telemetry) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	errs := make([]error, len(t.stop))
	var all sync.WaitGroup
	for i, stop := range t.stop {
		all.Go(func() { errs[i] = stop(ctx) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.log.Warn("the last telemetry was lost: check OTEL_EXPORTER_OTLP_ENDPOINT and the collector", "error", err)
	}
}
