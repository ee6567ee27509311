package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/walk"
)

// Lock is what keeps two runs from changing an environment at once.
type Lock struct {
	// +private
	Pipeline *Slipway
}

// Lock shows who holds an environment, holds it for maintenance, and releases what a dead run left.
//
// deploy, apply, rollback, destroy and bootstrap hold it while they run. They write the time into it again and again: a run that was
// killed is dead a minute and a half later, and the next one takes its lock over, with the two that its Terraform left.
// +cache="never"
func (s *Slipway) Lock() *Lock { return &Lock{Pipeline: s} }

// Status says who holds the environment: since when, from which run, for which operation, alive or dead; and which locks of Terraform
// are there. It only reads.
// +cache="never"
func (l *Lock) Status(
	ctx context.Context,
	// Name of a preview of the environment, whose lock is meant instead: as pr-12.
	// +optional
	preview string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, lock, err := l.open(ctx, preview)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	holder, err := lock.Holder(ctx)
	if err := runlock.Bootstrapped(err); err != nil {
		return "", err
	}
	text := lock.Status(holder, time.Now())
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return "", err
	}
	found, err := locks.Find(ctx)
	for _, state := range found {
		text += "There is " + state.String() + ".\n"
	}
	return text, err
}

// Hold keeps every other run from changing the environment until release: for maintenance.
// +cache="never"
func (l *Lock) Hold(
	ctx context.Context,
	// Why, for whoever meets the lock.
	message string,
	// Name of a preview of the environment, whose lock is meant instead: as pr-12.
	// +optional
	preview string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if message == "" {
		return "", errors.New("--message is empty: say why the environment is held")
	}
	w, lock, err := l.open(ctx, preview)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	want := runlock.Holder{ID: w.Target.Call, Who: w.Caller, Run: w.Run, Operation: "hold", Message: message}
	if _, _, err := lock.Take(ctx, want, 0, func(string) {}); err != nil {
		if errors.Is(err, runlock.ErrNoTable) {
			return "", fmt.Errorf("environment %s has nothing to hold yet, as %w: run bootstrap, which makes it", w.Settings.Name, err)
		}
		return "", err
	}
	return fmt.Sprintf("Environment %s is held: %s. `%s` ends that.\n", lock.Environment, message, lock.Verb("release")), nil
}

// Release takes away a lock for maintenance, or all that a dead run left, and says what it was. It refuses while the run lives, and says
// until when.
//
// It takes away Terraform's own locks too. Nobody can see whether a Terraform lives that a person started by hand: ask who status names.
// +cache="never"
func (l *Lock) Release(
	ctx context.Context,
	// Name of a preview of the environment, whose lock is meant instead: as pr-12.
	// +optional
	preview string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, lock, err := l.open(ctx, preview)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return "", err
	}
	return runlock.ReleaseAll(ctx, lock, locks)
}

// open is the way of the environment, or of a preview of it, and its lock.
func (l *Lock) open(ctx context.Context, preview string) (*walk.Walk, *runlock.Lock, error) {
	w, err := l.Pipeline.standing(ctx, "there is no lock")
	if err != nil {
		return nil, nil, err
	}
	if preview != "" {
		of, err := w.OfPreview(preview)
		if err != nil {
			w.Close(ctx)
			return nil, nil, err
		}
		w = of
	}
	lock, err := w.RunLock(ctx)
	if err != nil {
		w.Close(ctx)
		return nil, nil, err
	}
	return w, lock, nil
}
