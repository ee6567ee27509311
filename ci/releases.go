package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/walk"
)

// Releases lists what was released into an environment, the newest first: by whom, from which commit, what changed and how it ended.
//
// Each deploy, apply, rollback and destroy is one, from the moment it changes the platform; one without changes is too, because it says
// what was found to serve. "live" is the last that succeeded. One whose run was killed reads "interrupted" and blocks nothing. It only
// reads: the role <project>-<environment>-ci-plan is enough.
// +cache="never"
func (s *Slipway) Releases(
	ctx context.Context,
	// How many to list.
	// +default=20
	max int,
	// How to print them: text, or json with all that the ledger has of each.
	// +default="text"
	format string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if max < 1 {
		return "", fmt.Errorf("--max is %d: write a number from 1 on", max)
	}
	if err := textOrJSON(format); err != nil {
		return "", err
	}
	if s.Aws == nil && s.Credentials == nil {
		if format == "json" {
			return "[]\n", nil
		}
		return "No releases: the embedded emulator ends with the call that deploys to it. Give --aws or --credentials before the verb.\n", nil
	}
	w, err := s.walk(ctx, nil)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	running, err := runningNow(ctx, w)
	if err != nil {
		return "", err
	}
	releases, err := w.Ledger(ctx)
	if err != nil {
		return "", err
	}
	listed, err := releases.List(ctx, max, running)
	if err != nil {
		return "", err
	}
	if format == "json" {
		return listed.JSON()
	}
	return listed.Text(), nil
}

// runningNow is the release that a live run works on, 0 where none does.
func runningNow(ctx context.Context, w *walk.Walk) (int, error) {
	lock, err := w.RunLock(ctx)
	if err != nil {
		return 0, err
	}
	holder, err := lock.Living(ctx)
	if holder == nil {
		return 0, runlock.Bootstrapped(err)
	}
	return holder.Number, err
}
