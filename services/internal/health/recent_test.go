package health

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"
)

func TestDependenciesAreNotAskedForEachReader(t *testing.T) {
	asked, answer := 0, errors.New("away")
	r := NewReadiness(slog.New(slog.DiscardHandler), Check{Name: "table", Run: func(ctx context.Context) error {
		asked++
		if err := ctx.Err(); err != nil {
			t.Errorf("asked in the name of a reader that went away: %v", err)
		}
		return answer
	}})
	at := time.Unix(1000, 0)
	r.now = func() time.Time { return at }
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		if _, ok := r.recent(gone); ok || asked != 1 {
			t.Fatalf("ready %v, asked %d times; want unready, and asked once", ok, asked)
		}
	}
	answer, at = nil, at.Add(keepFor)
	if _, ok := r.recent(gone); !ok || asked != 2 {
		t.Errorf("a second later: ready %v, asked %d times; want ready, and asked again", ok, asked)
	}
}
