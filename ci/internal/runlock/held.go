package runlock

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Held is a lock that this run has.
type Held struct {
	lock      *Lock
	mu        sync.Mutex
	holder    Holder
	refreshed time.Time
	gone      bool // by another's hand, or with its table
	step      atomic.Pointer[string]

	stop func()
}

// ErrLost says that a run no longer holds its lock, or can't know that it does.
var ErrLost = errors.New("this run lost the lock of the environment")

var (
	errTaken = fmt.Errorf("%w: another run took it over, because this one had not refreshed it: see `lock status` and `releases`, and type the same command again", ErrLost)
	errStale = fmt.Errorf("%w: it could not refresh it for %s, and ended, as another run may take it over from then on", ErrLost, limit)
)

// Keep refreshes the lock until Release. Where another run took it over, or it could not be refreshed for as long as makes it a dead
// one's, lost is told once.
func (h *Held) Keep(ctx context.Context, lost func(error)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	h.stop = func() { cancel(); <-done }
	go func() {
		defer close(done)
		for h.lock.sleep(ctx, beat) == nil {
			switch err := h.refresh(ctx); {
			case errors.Is(err, ErrNoTable): // the run itself destroyed it
				return
			case err != nil && ctx.Err() == nil:
				lost(err)
				return
			}
		}
	}()
}

// refresh writes the time. An error is final: one that may pass is not told before the lock counts as a dead one's.
func (h *Held) refresh(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gone {
		return nil
	}
	next := h.holder
	if step := h.step.Load(); step != nil {
		next.Step = *step
	}
	next.Beat = h.lock.now()
	taken, err := h.lock.put(ctx, next, of(next))
	switch {
	case errors.Is(err, ErrNoTable):
		h.gone = true
		return err
	case err != nil && next.Beat.Sub(h.refreshed) > limit:
		h.gone = true
		return fmt.Errorf("%w: %w", errStale, err)
	case err != nil:
		return nil // the next beat may come through
	case !taken:
		h.gone = true
		return errTaken
	}
	h.holder, h.refreshed = next, next.Beat
	return nil
}

// SetNumber has the lock say which release the run works on.
func (h *Held) SetNumber(ctx context.Context, number int) error {
	h.mu.Lock()
	h.holder.Number = number
	h.mu.Unlock()
	return h.refresh(ctx)
}

// SetStep has the lock say, from its next beat on, which part of the run goes on. It does not wait for AWS.
func (h *Held) SetStep(step string) { h.step.Store(&step) }

// Holder is what the lock says.
func (h *Held) Holder() Holder {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.holder
}

// Abandon refreshes the lock no more. It stays, and is a dead run's soon.
func (h *Held) Abandon() {
	if h.stop != nil {
		h.stop()
	}
}

// Release gives the lock back.
func (h *Held) Release(ctx context.Context) error {
	if h.stop != nil {
		h.stop()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gone {
		return nil
	}
	h.gone = true
	if err := h.lock.Release(ctx, h.holder); !errors.Is(err, ErrNoTable) {
		return err
	}
	return nil
}
