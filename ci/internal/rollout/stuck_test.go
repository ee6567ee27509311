package rollout

import (
	"errors"
	"testing"
	"time"
)

func TestUntilStuck(t *testing.T) {
	look := func(id, rollout string, alone bool) Event {
		return Event{Service: "web", State: State{Deployment: id, Rollout: rollout, Reason: "tasks failed to start", alone: alone}}
	}
	for name, test := range map[string]struct {
		looks []Event
		want  int // of the looks, the one at which it is stuck; 0 is never
	}{
		"a first rollout that failed": {[]Event{look("1", "IN_PROGRESS", true), look("1", "FAILED", true), look("1", "FAILED", true)}, 3},
		"one look alone":              {[]Event{look("1", "IN_PROGRESS", true), look("1", "FAILED", true), look("2", "IN_PROGRESS", true)}, 0},
		"ECS goes back":               {[]Event{look("2", "IN_PROGRESS", false), look("2", "FAILED", false), look("2", "FAILED", false), look("3", "IN_PROGRESS", false)}, 0},
		"it had failed before": {[]Event{look("1", "FAILED", true), look("1", "FAILED", true), look("1", "FAILED", true),
			look("2", "IN_PROGRESS", false), look("2", "COMPLETED", true)}, 0},
		"it had failed before, and fails again": {[]Event{look("1", "FAILED", true), look("1", "FAILED", true),
			look("2", "IN_PROGRESS", true), look("2", "FAILED", true), look("2", "FAILED", true)}, 5},
		"a look that failed between": {[]Event{look("1", "IN_PROGRESS", true), look("1", "FAILED", true),
			{Service: "web", State: State{}, Err: errors.New("throttled")}, look("1", "FAILED", true)}, 4},
		"said once":        {[]Event{look("1", "IN_PROGRESS", true), look("1", "FAILED", true), look("1", "FAILED", true), look("1", "FAILED", true)}, 3},
		"not deployed yet": {[]Event{{Service: "web", State: State{alone: true}}, {Service: "web", State: State{alone: true}}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			seen, got := 0, 0
			each := UntilStuck(func(Event) { seen++ }, func(err *FailedError) {
				if got != 0 || err.Service != "web" || err.Reason == "" {
					t.Errorf("at look %d, after %d: %+v", seen, got, err)
				}
				got = seen
			})
			for _, e := range test.looks {
				e.Elapsed = time.Second
				each(e)
			}
			if got != test.want || seen != len(test.looks) {
				t.Errorf("stuck at look %d of %d, want %d", got, seen, test.want)
			}
		})
	}
}
