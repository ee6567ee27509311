package awsclient

import (
	"context"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"slipway/services/internal/telemetry"
)

// traced makes a span of each call with all its attempts, within a trace. What is
// asked outside of one, as by a readiness check, begins none. OpenTelemetry's own
// instrumentation of this SDK has been given up.
func traced(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Trace", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		if !trace.SpanFromContext(ctx).IsRecording() {
			return next.HandleInitialize(ctx, in)
		}
		name := awsmiddleware.GetServiceID(ctx) + "." + awsmiddleware.GetOperationName(ctx)
		err = telemetry.Span(ctx, name, func(ctx context.Context) error {
			out, metadata, err = next.HandleInitialize(ctx, in)
			return err
		}, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
			semconv.RPCSystemNameKey.String("aws-api"), semconv.RPCMethod(name), semconv.CloudRegion(awsmiddleware.GetRegion(ctx))))
		return out, metadata, err
	}), middleware.After)
}
