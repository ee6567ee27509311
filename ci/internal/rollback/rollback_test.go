package rollback

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"dagger/slipway/internal/publicname"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/smoke"
)

func TestDue(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"nothing":                           {nil, false},
		"the circuit breaker":               {&rollout.RolledBackError{Reason: "tasks failed to start"}, true},
		"somebody else's deploy":            {&rollout.RolledBackError{}, false},
		"a rollout that failed":             {&rollout.FailedError{}, true},
		"one that took too long":            {&rollout.TimeoutError{}, true},
		"no answer":                         {&smoke.UnhealthyError{Err: errors.New("503")}, true},
		"tasks that do not stay":            {fmt.Errorf("worker mailer does not stay: %w", &rollout.UnsteadyError{Stayed: 0, Desired: 2}), true},
		"another answer":                    {&smoke.AnswersError{}, true},
		"a certificate":                     {fmt.Errorf("service catalog does not serve: %w", publicname.ErrRefused), false},
		"Terraform's own patience":          {errors.New("apply failed:\nError: waiting for ECS Service (arn:aws:ecs:…) update: timeout while waiting for state to become 'tfSTABLE'"), true},
		"a quota":                           {errors.New("apply failed:\nError: creating S3 Bucket: TooManyBuckets"), false},
		"the state's lock":                  {errors.New("apply failed:\nError acquiring the state lock"), false},
		"the end of the call while it asks": {&smoke.UnhealthyError{Err: context.Canceled}, false},
		"the end of the call":               {context.Canceled, false},
		"a service that is gone meanwhile":  {&rollout.ServiceNotFoundError{}, false},
	} {
		if test.err != nil {
			test.err = fmt.Errorf("verify: %w", errors.Join(errors.New("service orders: another"), test.err))
		}
		if got := Due(test.err); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestBack(t *testing.T) {
	now := map[string]string{"catalog": "host/shop/catalog@sha256:new", "orders": "host/shop/orders@sha256:same", "books": "host/shop/books@sha256:first"}
	back := Back(now, map[string]string{"catalog": "sha256:old", "orders": "sha256:same", "gone": "sha256:gone"})
	want := map[string]string{"catalog": "host/shop/catalog@sha256:old", "orders": "host/shop/orders@sha256:same", "books": "host/shop/books@sha256:first"}
	if !maps.Equal(back.References, want) || !slices.Equal(back.Changed, []string{"catalog"}) || !slices.Equal(back.Kept, []string{"books"}) {
		t.Errorf("got %+v", back)
	}
	text := "  books: sha256:first, as it is, because the earlier release did not have this service\n  catalog: sha256:old, goes back\n  orders: sha256:same, as it is\n"
	if back.Text() != text {
		t.Errorf("got\n%s", back.Text())
	}
}

func TestErrorsBeginWithWhyTheReleaseFailed(t *testing.T) {
	failed := &rollout.FailedError{Service: "catalog"}
	back := &rollout.TimeoutError{}
	for name, test := range map[string]struct {
		err   error
		words []string
	}{
		"done":     {&DoneError{Failed: 4, Of: 2, Number: 5, Err: failed}, []string{"Release 4 was rolled back", "release 5 has the images of release 2", "run deploy again"}},
		"not done": {&NotDoneError{Why: "no release succeeded before", Err: failed}, []string{"Nothing was rolled back: no release succeeded before"}},
		"not well": {&NotDoneError{Why: "release 2", Err: failed, Rollback: back}, []string{"The rollback to release 2 failed too", "`rollback --to NUMBER`"}},
	} {
		var first *rollout.FailedError
		if !errors.As(test.err, &first) || !strings.HasPrefix(test.err.Error(), failed.Error()) {
			t.Errorf("%s: got %v", name, test.err)
		}
		for _, word := range test.words {
			if !strings.Contains(test.err.Error(), word) {
				t.Errorf("%s: no %q in %v", name, word, test.err)
			}
		}
	}
}

func TestNotRun(t *testing.T) {
	if said := NotRun([]string{"mailer", "orders"}); !strings.Contains(said, "before of mailer, orders") || NotRun(nil) != "" {
		t.Errorf("got %q, and %q of none", said, NotRun(nil))
	}
}
