package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/otel/codes"

	"dagger/slipway/internal/report"
)

// steps times the parts of a deploy, for the summary. Each is a span of the trace, and a line of the log when it ends.
type steps struct {
	mu   sync.Mutex
	done []report.Step
}

func (r *steps) step(ctx context.Context, name string, do func(context.Context) (string, error)) error {
	ctx, span := Tracer().Start(ctx, name)
	defer span.End()
	began := time.Now()
	note, err := do(ctx)
	seconds := time.Since(began).Seconds()
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(os.Stderr, "%s: done in %.1f s. %s\n", name, seconds, note)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = append(r.done, report.Step{Name: name, Seconds: seconds, Note: note})
	return nil
}
