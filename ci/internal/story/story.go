// Package story tells what a run does while it does it, and keeps what its summary needs.
package story

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/report"
)

// Story is of one run. Its methods may be called side by side.
type Story struct {
	mu     sync.Mutex
	lap    lap
	out    io.Writer
	began  time.Time
	steps  []report.Step
	waited time.Duration
	watch  func(step string)
}

// New begins a story, which is told on the log.
func New() *Story { return &Story{out: os.Stderr, began: time.Now()} }

// Step runs a part of the run, says when it begins and how it ended, and keeps its time. It is a span of the trace, too.
func (s *Story) Step(ctx context.Context, name string, do func(context.Context) (note string, err error)) error {
	ctx, span := otel.Tracer("dagger.io/sdk.go").Start(ctx, name)
	defer span.End()
	began := time.Now()
	s.begin(name)
	note, err := do(ctx)
	err = engineerror.Clean(err) // the trace and the summary show it, too
	step := report.Step{Name: name, At: began.Sub(s.began).Seconds(), Seconds: time.Since(began).Seconds(), Note: note}
	if err != nil {
		step.Note = report.StepFailed
		if ctx.Err() != nil {
			step.Note = report.StepStopped
		}
		span.SetStatus(codes.Error, err.Error())
		s.Say(name, fmt.Sprintf("%s after %.1f s", step.Note, step.Seconds))
		s.keep(step)
		return fmt.Errorf("%s: %w", name, err)
	}
	line := fmt.Sprintf("done in %.1f s", step.Seconds)
	if note != "" {
		line += ": " + note
	}
	s.Say(name, line)
	s.keep(step)
	return nil
}

// Watch has somebody told which step begins, or nobody.
func (s *Story) Watch(watch func(step string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watch = watch
}

func (s *Story) begin(name string) {
	s.Say(name, "begins")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watch != nil {
		s.watch(name)
	}
}

// Say tells one thing that changed.
func (s *Story) Say(name, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "%6.1f s  %s: %s\n", time.Since(s.began).Seconds(), name, what)
}

// Waiting runs what waits on AWS, and counts its time as such.
func (s *Story) Waiting(do func() error) error {
	began := time.Now()
	err := do()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waited += time.Since(began)
	return err
}

func (s *Story) keep(step report.Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, step)
}

// Into writes the times into a summary.
func (s *Story) Into(summary *report.Summary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	summary.Steps = slices.Clone(s.steps)
	summary.Seconds, summary.Waited = time.Since(s.began).Seconds(), s.waited.Seconds()
}
