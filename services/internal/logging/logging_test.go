package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"slipway/services/internal/logging"
	"slipway/services/internal/requestid"
)

func TestEveryLineCarriesTheRequestID(t *testing.T) {
	tests := map[string]func(*slog.Logger) *slog.Logger{
		"plain":      func(l *slog.Logger) *slog.Logger { return l },
		"with attrs": func(l *slog.Logger) *slog.Logger { return l.With("order", "1") },
	}
	for name, derive := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			log := derive(logging.New(&out, "catalog", slog.LevelInfo))
			log.InfoContext(requestid.With(context.Background(), "r-1"), "hello")

			var line map[string]any
			if err := json.Unmarshal(out.Bytes(), &line); err != nil {
				t.Fatalf("line %q: %v", out.String(), err)
			}
			for k, want := range map[string]string{"request_id": "r-1", "service": "catalog", "revision": "dev", "msg": "hello", "level": "INFO"} {
				if line[k] != want {
					t.Errorf("%s = %v, want %q", k, line[k], want)
				}
			}
		})
	}
}

func TestALineWithinATraceNamesIt(t *testing.T) {
	var out bytes.Buffer
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
	logging.New(&out, "catalog", slog.LevelInfo).InfoContext(trace.ContextWithSpanContext(context.Background(), span), "hello")
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("line %q: %v", out.String(), err)
	}
	if line["trace_id"] != span.TraceID().String() || line["span_id"] != span.SpanID().String() || line["request_id"] != nil {
		t.Errorf("line = %s, want both ids of the span and no request", &out)
	}
}

func TestLevelAndAbsentRequest(t *testing.T) {
	var out bytes.Buffer
	log := logging.New(&out, "catalog", slog.LevelWarn)
	log.Info("too quiet to be heard")
	if out.Len() != 0 {
		t.Errorf("an info line was written at level warn: %s", &out)
	}
	log.Warn("no request")
	if bytes.Contains(out.Bytes(), []byte("request_id")) || bytes.Contains(out.Bytes(), []byte("trace_id")) {
		t.Errorf("a line outside a request names one: %s", &out)
	}
}
