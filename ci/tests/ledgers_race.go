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
		var ended [2]error
		group := errgroup.Group{}
		for i, source := range sources {
			group.Go(func() error {
				_, ended[i] = l.at(ctx, source, aws).Deploy(ctx, dagger.SlipwayDeployOpts{LockWait: wait})
				return nil
			})
		}
		_ = group.Wait()
		if err := l.raced(ended, wait != ""); err != nil {
			return err
		}
		if err := l.isOne(ctx, aws, sources); err != nil {
			return fmt.Errorf("after two runs at once with --lock-wait %q: %w", wait, err)
		}
	}
	return nil
}

// raced fails where a run ended otherwise than well, or, without a wait, than with the other's name.
func (l *ledgers) raced(ended [2]error, waits bool) error {
	if waits {
		return errors.Join(ended[:]...)
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
