package rollback

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"dagger/slipway/internal/ledger"
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
	failed, of := &rollout.FailedError{Service: "catalog"}, ledger.Release{Begin: ledger.Begin{Number: 2, Commit: "0f1e2d"}}
	back := &rollout.TimeoutError{}
	for name, test := range map[string]struct {
		err   error
		words []string
	}{
		"done": {&DoneError{Failed: 4, Of: 2, Number: 5, Source: Source(of), Err: failed}, []string{
			"Release 4 was rolled back", "release 5 has the images of release 2", "Only images went back", "run deploy again", "check out commit 0f1e2d (release 2)",
		}},
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

func TestWhatDoesNotComeBackIsOfACommit(t *testing.T) {
	of := ledger.Release{Begin: ledger.Begin{Number: 7, Commit: "0f1e2d", Run: "https://ci.example/7"}}
	unknown := ledger.Release{Begin: ledger.Begin{Number: 7}}
	images := Back(map[string]string{"catalog": "host/shop/catalog@sha256:new"}, map[string]string{"catalog": "sha256:old"})
	for name, test := range map[string]struct {
		said  string
		words []string
	}{
		"settings alone": {SameImages(ledger.Deploy, of), []string{"they stay as they were applied", "run deploy again", "check out commit 0f1e2d (release 7, https://ci.example/7), and run deploy"}},
		"no commit":      {SameImages(ledger.Apply, unknown), []string{"check out the source, which has no commit that is known (release 7)"}},
		"instances":      {SameImages(ledger.Instances, of), []string{"`instances`", "run refresh-instances again"}},
		"before it":      {Text(images, of, []string{"orders"}), []string{"goes back", "Only images go back", "check out commit 0f1e2d", "(before of orders) is not run"}},
		"no image":       {(&GoneError{"service catalog: it is gone", of}).Error(), []string{"it is gone, so release 7", "nothing was changed", "`rollback --to NUMBER`", "commit 0f1e2d"}},
	} {
		for _, word := range test.words {
			if !strings.Contains(test.said, word) {
				t.Errorf("%s: no %q in %s", name, word, test.said)
			}
		}
	}
	if strings.Contains(SameImages(ledger.Instances, of), "settings") {
		t.Error("instances were replaced, and it names the settings")
	}
}
