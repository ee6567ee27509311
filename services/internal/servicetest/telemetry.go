package servicetest

import (
	"log/slog"
	"testing"

	"slipway/services/internal/config"
	"slipway/services/internal/telemetry"
)

// Told has this process send traces to c, as the service that is named, until the
// test ends or Stop is called.
func (c *Collector) Told(t *testing.T, service string) *telemetry.Telemetry {
	t.Helper()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL)
	told, err := telemetry.Start(t.Context(), service, config.Config{Telemetry: config.Telemetry{Traces: true}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(told.Stop)
	return told
}
