package walk

import (
	"context"
	"time"
)

// lockedOut takes away the lock of a state that a Terraform of this run took and does not know of. It runs no longer, and no other run
// of the pipeline can have made it: this one holds the environment. A lock that anybody else made stays.
func (w *Walk) lockedOut(ctx context.Context, state, who string, began time.Time) (bool, error) {
	locks, err := w.StateLocks(ctx)
	if err != nil {
		return false, err
	}
	locks.States = []string{state}
	found, err := locks.Find(ctx)
	if err != nil || len(found) == 0 || !found[0].By(who, began) {
		return false, err
	}
	if err := locks.Remove(ctx, found[0]); err != nil {
		return false, err
	}
	w.note("lock", "released: %s: this run took it, and AWS's answer got lost. Terraform is started again", found[0])
	return true, nil
}
