package telemetry

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope names whose spans and metrics they are.
const scope = "slipway/services"

// Span does something within a span of its own, which fails where it does.
func Span(ctx context.Context, name string, do func(context.Context) error, options ...trace.SpanStartOption) error {
	ctx, span := otel.Tracer(scope).Start(ctx, name, options...)
	defer span.End()
	err := do(ctx)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	return err
}
