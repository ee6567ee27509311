package walk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/stack"
)

// unlockLimit is how long a run that ended may take to give its lock back. What it leaves counts as a dead run's soon.
const unlockLimit = 15 * time.Second

// guard is how a run holds its environment.
type guard struct {
	operation string
	wait      time.Duration
	lose      context.CancelCauseFunc
	held      *runlock.Held
}

// Guard says what the run is to hold the environment for, and how long it may wait for another. The context ends when it loses that.
func (w *Walk) Guard(ctx context.Context, operation string, wait time.Duration) context.Context {
	ctx, lose := context.WithCancelCause(ctx)
	w.guard = guard{operation: operation, wait: wait, lose: lose}
	return ctx
}

// Lock takes the lock of the environment until Close. Where there is no table of locks yet, nothing is there that two runs could
// change: it does nothing, and may be called again. It does nothing for a run that has no Guard either.
func (w *Walk) Lock(ctx context.Context) error {
	if w.guard.held != nil || w.guard.lose == nil {
		return nil
	}
	lock, err := w.RunLock(ctx)
	if err != nil {
		return err
	}
	want := runlock.Holder{ID: w.Target.Call, Who: w.Caller, Run: w.Run, Operation: w.guard.operation}
	held, dead, err := lock.Take(ctx, want, w.guard.wait, func(line string) { w.note("lock", "%s", line) })
	if errors.Is(err, runlock.ErrNoTable) {
		return nil
	}
	if err != nil {
		return err
	}
	held.Keep(ctx, func(err error) {
		w.Story.Say("lock", err.Error())
		w.guard.lose(err)
	})
	w.guard.held, w.Target.LockedOut = held, w.lockedOut
	w.Story.Watch(held.SetStep)
	if dead != nil {
		w.note("lock", "taken over from %s, whose run ended without a word: %s", dead.Text(), dead.Doing())
		return w.takeOver(ctx, *dead)
	}
	return nil
}

// takeOver takes away the locks of Terraform that a dead run left. Those that it did not make stay.
func (w *Walk) takeOver(ctx context.Context, dead runlock.Holder) error {
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return err
	}
	found, err := locks.Find(ctx)
	if err != nil {
		return err
	}
	mine, err := w.RunLock(ctx)
	if err != nil {
		return err
	}
	for _, lock := range found {
		if !lock.Of(dead) {
			w.note("lock", "%s stays: it was not made by that run; `%s` takes it away", lock, mine.Verb("release"))
			continue
		}
		if err := locks.Remove(ctx, lock); err != nil {
			w.note("lock", "%v", err) // Terraform says more, where it needs it
			continue
		}
		w.note("lock", "released: %s", lock)
	}
	return nil
}

// RunLock is the lock of the environment.
func (w *Walk) RunLock(ctx context.Context) (*runlock.Lock, error) {
	client, err := w.Target.DynamoDB(ctx)
	if err != nil {
		return nil, err
	}
	return &runlock.Lock{API: client, Table: w.Target.LockTable(), Environment: w.Target.Label(), Key: w.Target.RunLock(), Preview: w.Target.Preview}, nil
}

// StateLocks are Terraform's own locks of both stacks. The bootstrap's is none of a preview's.
func (w *Walk) StateLocks(ctx context.Context) (*runlock.StateLocks, error) {
	objects, err := w.Target.S3(ctx)
	if err != nil {
		return nil, err
	}
	states := []string{w.Target.StateKey(stack.Platform), w.Target.StateKey(stack.Bootstrap)}
	if w.Target.Preview != "" {
		states = states[:1]
	}
	return &runlock.StateLocks{
		Objects: objects, Bucket: w.Target.StateBucket(w.Account), States: states,
	}, nil
}

func (w *Walk) unlock(ctx context.Context) {
	if w.guard.lose != nil {
		defer w.guard.lose(nil)
	}
	if w.guard.held == nil {
		return
	}
	w.Story.Watch(nil)
	ended := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockLimit)
	defer cancel()
	if ended && w.cutOff(ctx) {
		w.guard.held.Abandon()
		w.Story.Say("lock", "left to the next run, which takes it over with those of Terraform")
	} else if err := w.guard.held.Release(ctx); err != nil {
		w.Story.Say("lock", err.Error())
	}
	w.guard.held, w.Target.LockedOut = nil, nil
}

// cutOff tells whether the end of a call cut a Terraform off: its locks are there still. It may live a moment longer, so nobody takes them
// away before the run counts as a dead one.
func (w *Walk) cutOff(ctx context.Context) bool {
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return true
	}
	found, err := locks.Find(ctx)
	holder := w.guard.held.Holder()
	return err != nil || slices.ContainsFunc(found, func(lock runlock.StateLock) bool { return lock.Of(holder) })
}

// lost says why a run was ended that lost its lock: what its steps say is that they were cancelled.
func (w *Walk) lost(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, runlock.ErrLost) && !errors.Is(err, runlock.ErrLost) {
		return fmt.Errorf("%w\n%w", cause, err)
	}
	return err
}
