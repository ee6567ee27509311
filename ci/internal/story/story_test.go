package story

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
)

// TestWatch has the lock know what the run does: each step when it begins, the one that fails too, and none once nobody watches.
func TestWatch(t *testing.T) {
	s, seen := New(), []string(nil)
	s.out = io.Discard
	step := func(name string, err error) {
		_ = s.Step(t.Context(), name, func(context.Context) (string, error) { return "", err })
	}
	step("build", nil)
	s.Watch(func(step string) { seen = append(seen, step) })
	step("plan", nil)
	step("apply", errors.New("refused"))
	s.Watch(nil)
	step("verify", nil)
	if want := []string{"plan", "apply"}; !slices.Equal(seen, want) {
		t.Errorf("saw %q, want %q", seen, want)
	}
}
