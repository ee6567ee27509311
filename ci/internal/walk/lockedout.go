package walk

import (
	"context"
	"errors"
	"slices"
	"time"

	"dagger/slipway/internal/runlock"
)

// lockedOut takes away the locks of a state that a Terraform of this run took and does not know of. It runs no longer, and no other run
// of the pipeline can have made them: this one holds the environment. A lock that anybody else made stays, and so do all.
func (w *Walk) lockedOut(ctx context.Context, state, who string, began time.Time) (bool, error) {
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return false, err
	}
	locks.States = []string{state}
	found, err := locks.Find(ctx)
	if err != nil || slices.ContainsFunc(found, func(lock runlock.StateLock) bool { return !lock.By(who, began) }) {
		return false, err
	}
	var failed []error
	for _, lock := range found {
		failed = append(failed, locks.Remove(ctx, lock))
		w.Story.Say("lock", "released: "+lock.String()+": this run took it, and AWS's answer got lost. Terraform is started again")
	}
	return len(found) > 0 && errors.Join(failed...) == nil, errors.Join(failed...)
}
