package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
)

// race begins two deploys in the same moment, once with a wait for the other and once without. Whoever comes second waits, or ends with the
// other's name; the state is that of one of them, whole.
func (l *ledgers) race(ctx context.Context, aws *emulated) error {
	for _, wait := range []string{"20m", ""} {
		sources := []*dagger.Directory{l.changed("one of two" + wait), l.changed("the other of two" + wait)}
		if err := aws.forgetCalls(ctx); err != nil {
			return err
		}
		var ended [2]error
		group := errgroup.Group{}
		for i, source := range sources {
			group.Go(func() error {
				_, ended[i] = l.at(ctx, source, aws).Deploy(ctx, dagger.SlipwayDeployOpts{LockWait: wait})
				return nil
			})
		}
		_ = group.Wait()
		if err := l.raced(ctx, aws, ended, wait != ""); err != nil {
			return err
		}
		if err := l.isOne(ctx, aws, sources); err != nil {
			return fmt.Errorf("after two runs at once with --lock-wait %q: %w", wait, err)
		}
	}
	return nil
}

// raced fails where a run ended otherwise than well, or, without a wait, than with the other's name; and where the two did not meet, so that
// neither had to wait.
func (l *ledgers) raced(ctx context.Context, e *emulated, ended [2]error, waits bool) error {
	if waits {
		if err := errors.Join(ended[:]...); err != nil {
			return err
		}
		return e.looked(ctx)
	}
	if ended[0] == nil && ended[1] == nil {
		return errors.New("both runs succeeded without a wait: they did not meet")
	}
	if ended[0] != nil && ended[1] != nil {
		return fmt.Errorf("both runs ended: %w", errors.Join(ended[:]...))
	}
	for _, err := range ended {
		if err == nil {
			continue
		}
		if err := refuses(err, "environment local is held by", "deploy", "--lock-wait", "lock status"); err != nil {
			return err
		}
	}
	return nil
}

// looked fails unless a run looked at the lock again and again, as one does that waits for another. One that finds it free looks once.
func (e *emulated) looked(ctx context.Context) error {
	const often = 6
	calls, err := e.calls(ctx, false)
	if err != nil {
		return err
	}
	times := 0
	for _, c := range calls {
		if c.Service == "dynamodb" && c.Action == "GetItem" {
			times++
		}
	}
	if times < often {
		return fmt.Errorf("the two runs looked at the lock %d times together: neither waited for the other", times)
	}
	return nil
}

// isOne fails unless one of the sources is deployed, whole: its plan alone has no changes, and states and emulator have the same resources.
func (l *ledgers) isOne(ctx context.Context, aws *emulated, sources []*dagger.Directory) error {
	deployed := 0
	var all strings.Builder
	for _, source := range sources {
		said, err := l.at(ctx, source, aws).Plan().Summary(ctx)
		if err != nil {
			return err
		}
		all.WriteString(said)
		if strings.Contains(said, "Plan: no changes.") {
			deployed++
		}
	}
	if deployed != 1 {
		return fmt.Errorf("%d of the two are deployed:\n%s", deployed, all.String())
	}
	return aws.sameAsStates(ctx, nil)
}
