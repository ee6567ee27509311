package server

import (
	"time"

	telemetry "github.com/dagger/otel-go"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// calmly hands on what happens in a client once a second. Each call of a function is a client that lives as long as its session,
// and wakes up for itself and for each that it was called by. At dagger's ten times a second, in a session of a few hundred calls,
// that was two fifths of all that the engine did.
func calmly(spans sdktrace.SpanExporter) *telemetry.LiveSpanProcessor {
	return &telemetry.LiveSpanProcessor{SpanProcessor: sdktrace.NewBatchSpanProcessor(spans, sdktrace.WithBatchTimeout(time.Second))}
}
