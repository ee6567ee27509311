package rollout

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

// watched runs Watch in a bubble, whose clock moves on when everything waits: no test sleeps. The context's deadline is a
// minute away, the poll interval 5 s.
func watched(t *testing.T, service *fakeService, target Target, check func(error, []Event)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var events []Event
		err := Watch(ctx, service, target, Options{Progress: func(e Event) { events = append(events, e) }})
		check(err, events)
	})
}

func TestWatchCompletes(t *testing.T) {
	old := primary(oldDefinition, "COMPLETED", 2, 0, 2)
	for name, test := range map[string]struct {
		looks   []look
		desired int
		want    int // looks until it is complete
	}{
		"at once":             {[]look{at(primary(newDefinition, "COMPLETED", 2, 0, 2))}, 2, 1},
		"nothing desired":     {[]look{at(primary(newDefinition, "COMPLETED", 0, 0, 0))}, 0, 1},
		"scaled out by now":   {[]look{at(primary(newDefinition, "COMPLETED", 5, 0, 5))}, 2, 1},
		"after it progressed": {[]look{at(primary(newDefinition, "IN_PROGRESS", 1, 1, 2)), at(primary(newDefinition, "COMPLETED", 2, 0, 2))}, 2, 2},
		"the counts lag": {[]look{
			at(primary(newDefinition, "COMPLETED", 1, 0, 2)), at(primary(newDefinition, "COMPLETED", 2, 1, 2)),
			at(primary(newDefinition, "COMPLETED", 1, 0, 1)), at(primary(newDefinition, "COMPLETED", 2, 0, 2)),
		}, 2, 4},
		"the old one is listed too": {[]look{at(primary(newDefinition, "COMPLETED", 2, 0, 2), active(old))}, 2, 1},
		"no deployment yet":         {[]look{at(), at(primary(newDefinition, "COMPLETED", 2, 0, 2))}, 2, 2},
		"one look is stale":         {[]look{at(old), at(primary(newDefinition, "COMPLETED", 2, 0, 2))}, 2, 2},
		"one look finds nothing":    {[]look{{missing: true}, at(primary(newDefinition, "COMPLETED", 2, 0, 2))}, 2, 2},
		"bad looks of two kinds": {[]look{
			{missing: true}, at(old), {missing: true}, at(primary(newDefinition, "COMPLETED", 2, 0, 2)),
		}, 2, 4},
		"throttled, then unreachable": {[]look{
			{err: &smithy.GenericAPIError{Code: "ThrottlingException"}}, {err: &smithy.GenericAPIError{Code: "RequestTimeout"}},
			at(primary(newDefinition, "COMPLETED", 2, 0, 2)),
		}, 2, 3},
	} {
		t.Run(name, func(t *testing.T) {
			service := &fakeService{looks: test.looks}
			watched(t, service, target(test.desired), func(err error, events []Event) {
				if err != nil {
					t.Fatal(err)
				}
				if service.calls != test.want || len(events) != test.want {
					t.Errorf("%d looks and %d events, want %d", service.calls, len(events), test.want)
				}
				for i, e := range events {
					if want := time.Duration(i) * defaultPoll; e.Elapsed != want || e.Service != "catalog" {
						t.Errorf("event %d of %q after %s, want %s", i, e.Service, e.Elapsed, want)
					}
				}
			})
		})
	}
}

func TestWatchRolledBack(t *testing.T) {
	rollback := primary(oldDefinition, "COMPLETED", 2, 0, 2)
	rollback.RolloutStateReason = aws.String("ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.")
	bad := active(primary(newDefinition, "FAILED", 0, 0, 0))
	bad.RolloutStateReason = aws.String("ECS deployment circuit breaker: tasks failed to start.")
	silent := primary(oldDefinition, "COMPLETED", 2, 0, 2)

	for name, test := range map[string]struct {
		looks []look
		want  string
	}{
		// Here the service is stable, which a waiter for stability takes for success.
		"stable on the old one": {[]look{at(rollback)},
			"service catalog no longer deploys catalog:8 but catalog:7: ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1: " +
				"look at the logs of its stopped tasks"},
		"both deployments give a reason": {[]look{at(primary(newDefinition, "IN_PROGRESS", 0, 2, 2)), at(rollback, bad)},
			"service catalog no longer deploys catalog:8 but catalog:7: ECS deployment circuit breaker: tasks failed to start; " +
				"ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1: look at the logs of its stopped tasks"},
		"failed, then rolled back": {[]look{at(primary(newDefinition, "FAILED", 0, 0, 2)), at(silent)},
			"service catalog no longer deploys catalog:8 but catalog:7: ECS gives no reason, so look for another deploy of the same service"},
	} {
		t.Run(name, func(t *testing.T) {
			watched(t, &fakeService{looks: test.looks}, target(2), func(err error, _ []Event) {
				var rolledBack *RolledBackError
				if !errors.As(err, &rolledBack) {
					t.Fatalf("got %v, want a RolledBackError", err)
				}
				if rolledBack.Want != newDefinition || rolledBack.Got != oldDefinition {
					t.Errorf("want %s, got %s", rolledBack.Want, rolledBack.Got)
				}
				if diff := cmp.Diff(test.want, err.Error()); diff != "" {
					t.Errorf("error (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestWatchFailed(t *testing.T) {
	failed := primary(newDefinition, "FAILED", 0, 0, 2)
	failed.RolloutStateReason = aws.String("ECS deployment circuit breaker: tasks failed to start.")
	failed.FailedTasks = 3
	messages := []types.ServiceEvent{message(3, "newest"), message(2, "older"), message(-1, "of the deployment before")}
	watched(t, &fakeService{looks: []look{{deployments: []types.Deployment{failed}, events: messages}}}, target(2), func(err error, _ []Event) {
		var failed *FailedError
		if !errors.As(err, &failed) || failed.FailedTasks != 3 {
			t.Fatalf("got %v, want a FailedError", err)
		}
		want := "the deployment of catalog:8 to service catalog failed after 3 failed tasks: ECS deployment circuit breaker: tasks failed to start: " +
			"look at the logs of its stopped tasks, and roll back, because ECS did not\nECS said:\n  older\n  newest"
		if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("error (-want +got):\n%s", diff)
		}
	})
}

func TestWatchTimesOut(t *testing.T) {
	for name, test := range map[string]struct {
		looks []look
		want  string
	}{
		"in progress": {[]look{at(primary(newDefinition, "IN_PROGRESS", 1, 1, 2))},
			"service catalog did not complete catalog:8 within 60 s: last seen: IN_PROGRESS, 1 of 2 tasks running, 1 pending: check"},
		"nothing yet": {[]look{at()},
			"service catalog did not complete catalog:8 within 60 s: last seen: no deployment yet: check"},
		"a controller without a rollout state": {[]look{at(primary(newDefinition, "", 2, 0, 2))},
			"last seen: rollout state not known, 2 of 2 tasks running: check"},
		"throttled all the while": {[]look{at(primary(newDefinition, "IN_PROGRESS", 0, 2, 2)), {err: &smithy.GenericAPIError{Code: "ThrottlingException"}}},
			"last seen: IN_PROGRESS, 0 of 2 tasks running, 2 pending: the last look failed: describe service catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			watched(t, &fakeService{looks: test.looks}, target(2), func(err error, events []Event) {
				var late *TimeoutError
				if !errors.As(err, &late) || late.After != time.Minute {
					t.Fatalf("got %v, want a TimeoutError after a minute", err)
				}
				if !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %q, want %q in it", err, test.want)
				}
				if last := events[len(events)-1].State; last != late.Last {
					t.Errorf("last state is %+v, and the last event's %+v", late.Last, last)
				}
			})
		})
	}
}

func TestWatchNotFound(t *testing.T) {
	for name, test := range map[string]struct {
		look look
		want string
	}{
		"missing":    {look{missing: true}, "MISSING"},
		"deleted":    {look{status: "INACTIVE"}, "INACTIVE"},
		"draining":   {look{status: "DRAINING"}, "DRAINING"},
		"no cluster": {look{err: &types.ClusterNotFoundException{}}, "MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			watched(t, &fakeService{looks: []look{test.look}}, target(2), func(err error, _ []Event) {
				var missing *ServiceNotFoundError
				if !errors.As(err, &missing) || missing.Status != test.want || missing.Cluster != "main" {
					t.Errorf("got %v, want a ServiceNotFoundError that says %s", err, test.want)
				}
			})
		})
	}
}

func TestWatchEndsAtOnce(t *testing.T) {
	t.Run("an error that no repetition cures", func(t *testing.T) {
		service := &fakeService{looks: []look{{err: &smithy.GenericAPIError{Code: "AccessDeniedException"}}}}
		watched(t, service, target(2), func(err error, _ []Event) {
			var api smithy.APIError
			if !errors.As(err, &api) || service.calls != 1 {
				t.Errorf("got %v after %d looks", err, service.calls)
			}
		})
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		service := &fakeService{looks: []look{at(primary(newDefinition, "IN_PROGRESS", 0, 2, 2))}}
		err := Watch(ctx, service, target(2), Options{Poll: time.Hour, Progress: func(Event) { cancel() }})
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "service catalog") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a verdict that nothing could confirm", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			service := &fakeService{looks: []look{at(primary(oldDefinition, "COMPLETED", 2, 0, 2))}}
			var rolledBack *RolledBackError
			if err := Watch(ctx, service, target(2), Options{}); !errors.As(err, &rolledBack) {
				t.Errorf("got %v, want a RolledBackError", err)
			}
		})
	})
	for name, bad := range map[string]Target{
		"no cluster":                 {Service: "catalog", TaskDefinition: newDefinition},
		"no service":                 {Cluster: "main", TaskDefinition: newDefinition},
		"a family without an ARN":    {Cluster: "main", Service: "catalog", TaskDefinition: "catalog"},
		"a negative number of tasks": {Cluster: "main", Service: "catalog", TaskDefinition: newDefinition, Desired: -1},
	} {
		t.Run(name, func(t *testing.T) {
			service := &fakeService{}
			if err := Watch(t.Context(), service, bad, Options{}); err == nil || service.calls > 0 {
				t.Errorf("got %v after %d calls", err, service.calls)
			}
		})
	}
}

func TestWatchWithoutDeadlineEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &fakeService{looks: []look{at(primary(newDefinition, "IN_PROGRESS", 0, 2, 2))}}
		err := Watch(t.Context(), service, target(2), Options{Poll: time.Minute})
		var late *TimeoutError
		if !errors.As(err, &late) || late.After != defaultTimeout {
			t.Errorf("got %v, want a TimeoutError after %s", err, defaultTimeout)
		}
	})
}
