package destroy

import (
	"context"
	"fmt"
	"time"

	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/preview"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/walk"
)

// Preview takes a preview of the environment down, with all data in it, once it has its lock. What it needs, the preview's record says:
// the settings that it was made from may be gone. wanted is asked again under the lock, as a deploy may have prolonged it meanwhile. One that is gone already is no error: the
// pull request of a preview that was reaped is closed some day.
func Preview(ctx context.Context, base *walk.Walk, name string, wait time.Duration, wanted func(preview.Record) bool) (string, error) {
	w, err := base.OfPreview(name)
	if err != nil {
		return "", err
	}
	ctx = w.Guard(ctx, string(ledger.Destroy), wait)
	defer w.Leave(ctx)
	if err := w.Lock(ctx); err != nil {
		return "", w.Noted(err)
	}
	text, err := down(ctx, w, name, wanted)
	return text + w.Notes(), w.Noted(err)
}

func down(ctx context.Context, w *walk.Walk, name string, wanted func(preview.Record) bool) (string, error) {
	store, err := w.Previews(ctx)
	if err != nil {
		return "", err
	}
	record, err := store.Read(ctx, name)
	if err != nil {
		return "", err
	}
	state, err := w.Target.State(ctx, w.Account, stack.Platform)
	switch {
	case err != nil:
		return "", err
	case record == nil && len(state.Resources) == 0:
		return fmt.Sprintf("Environment %s has no preview %s: `preview list` shows those that there are.\n", w.Target.Name, name), nil
	case record != nil && !wanted(*record):
		return "Left: " + name + ", which was deployed meanwhile.\n", nil
	}
	text := "The preview " + name + " had nothing yet.\n"
	if state.Exists {
		if err := w.FindPreview(ctx, record); err != nil {
			return "", err
		}
		err = w.Story.Step(ctx, "preview "+name, func(ctx context.Context) (_ string, err error) {
			text, err = Platform(ctx, w, nil)
			return "", err
		})
	}
	if err != nil || record == nil {
		return text, err
	}
	return text, store.Remove(ctx, name)
}
