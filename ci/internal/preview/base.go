package preview

import (
	"fmt"
	"time"

	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/runlock"
)

// Stays is an error where the base is being taken down by who holds its lock: what a preview is about to stand on goes.
func Stays(environment string, holder *runlock.Holder, now time.Time) error {
	if holder == nil || holder.Operation != string(ledger.Destroy) || holder.Dead(now) {
		return nil
	}
	return fmt.Errorf("environment %[1]s, which the preview would stand on, is taken down by %s; nothing was changed. Wait for its end, and run `dagger call --env %[1]s … deploy` first",
		environment, holder.Text())
}
