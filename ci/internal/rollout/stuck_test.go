package rollout

import (
	"errors"
	"testing"
	"time"
)

func TestUntilStuck(t *testing.T) {
	began := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	look := func(id, rollout string, alone bool, seconds int) Event {
		return Event{Service: "web", Elapsed: time.Duration(seconds) * time.Second, State: State{
			Deployment: id, Rollout: rollout, Reason: "tasks failed to start", alone: alone, since: began.Add(time.Second),
		}}
	}
	earlier := func(e Event) Event {
		e.State.since = began.Add(-time.Minute)
		return e
	}
	for name, test := range map[string]struct {
		looks []Event
		want  int // of the looks, the one at which it is stuck; 0 is never
	}{
		"a first rollout that failed": {[]Event{look("1", "IN_PROGRESS", true, 3), look("1", "FAILED", true, 6), look("1", "FAILED", true, 33), look("1", "FAILED", true, 36)}, 4},
		"a rollback that follows":     {[]Event{look("1", "FAILED", true, 3), look("2", "IN_PROGRESS", true, 20), look("2", "IN_PROGRESS", true, 60)}, 0},
		"ECS goes back":               {[]Event{look("2", "FAILED", false, 3), look("2", "FAILED", false, 60), look("3", "IN_PROGRESS", false, 63)}, 0},
		"it had failed before":        {[]Event{earlier(look("1", "FAILED", true, 3)), earlier(look("1", "FAILED", true, 60)), look("2", "COMPLETED", true, 63)}, 0},
		"it fails, and began before": {[]Event{earlier(look("1", "IN_PROGRESS", true, 3)), earlier(look("1", "FAILED", true, 6)),
			earlier(look("1", "FAILED", true, 60))}, 0},
		"it had failed before, and fails again": {[]Event{earlier(look("1", "FAILED", true, 3)), look("2", "FAILED", true, 6), look("2", "FAILED", true, 40)}, 3},
		"a look that failed between": {[]Event{look("1", "FAILED", true, 3), {Service: "web", Elapsed: time.Minute, Err: errors.New("throttled")},
			look("1", "FAILED", true, 63)}, 3},
		"said once": {[]Event{look("1", "FAILED", true, 3), look("1", "FAILED", true, 40), look("1", "FAILED", true, 80)}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			seen, got := 0, 0
			each := UntilStuck(began, func(Event) { seen++ }, func(err *FailedError) {
				if got != 0 || err.Service != "web" || err.Reason == "" {
					t.Errorf("at look %d, after %d: %+v", seen, got, err)
				}
				got = seen
			})
			for _, e := range test.looks {
				each(e)
			}
			if got != test.want || seen != len(test.looks) {
				t.Errorf("stuck at look %d of %d, want %d", got, seen, test.want)
			}
		})
	}
}
