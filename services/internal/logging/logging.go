// Package logging makes the logger of a service: one JSON object a line, with
// the ids of the request and of the trace that the line belongs to.
package logging

import (
	"context"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"slipway/services/internal/buildinfo"
	"slipway/services/internal/requestid"
)

// New returns a logger that writes to w. Each line names the service and its
// revision, so that lines of two releases that run side by side can be told
// apart.
func New(w io.Writer, service string, level slog.Level) *slog.Logger {
	json := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})
	return slog.New(handler{json}).With("service", service, "revision", buildinfo.Revision)
}

// handler adds the ids from the context, so that no call site can forget them. They
// are the reason to log with InfoContext rather than Info.
type handler struct{ slog.Handler }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	var ids []slog.Attr
	if id := requestid.From(ctx); id != "" {
		ids = append(ids, slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		ids = append(ids, slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	if len(ids) > 0 {
		// The record may be shared with other handlers.
		r = r.Clone()
		r.AddAttrs(ids...)
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs and WithGroup must wrap again: those of the embedded handler would
// return it bare, and the ids would be lost.

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name)}
}
