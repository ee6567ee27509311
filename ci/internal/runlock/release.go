package runlock

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Living is who holds the lock, where that is a run that is not dead; nil otherwise.
func (l *Lock) Living(ctx context.Context) (*Holder, error) {
	h, err := l.Holder(ctx)
	if h == nil || h.Held() || h.Dead(l.now()) {
		return nil, err
	}
	return h, nil
}

// Await waits for so long until no run that lives holds the lock, and says whom for. It takes nothing: it is for who only looks. The error is
// a HeldError where one holds it still.
func (l *Lock) Await(ctx context.Context, wait time.Duration, say func(string)) error {
	deadline, met := l.now().Add(wait), ""
	for {
		h, err := l.Living(ctx)
		if h == nil {
			return Bootstrapped(err)
		}
		now := l.now()
		if !now.Before(deadline) {
			return &HeldError{Environment: l.Environment, Preview: l.Preview, Holder: *h, Now: now}
		}
		if h.ID != met {
			met = h.ID
			say(waits(*h, now, deadline))
		}
		if err := l.sleep(ctx, min(poll, deadline.Sub(now))); err != nil {
			return err
		}
	}
}

// Bootstrapped is an error less that there is no table of locks: then nobody holds anything.
func Bootstrapped(err error) error {
	if errors.Is(err, ErrNoTable) {
		return nil
	}
	return err
}

// ReleaseAll takes away a lock for maintenance, or what a dead run left, and says what that was. It refuses while a run lives.
func ReleaseAll(ctx context.Context, l *Lock, states *StateLocks) (string, error) {
	h, err := l.Holder(ctx)
	if err := Bootstrapped(err); err != nil {
		return "", err
	}
	now := l.now()
	if h != nil && !h.Held() && !h.Dead(now) {
		return "", fmt.Errorf("environment %s is held by %s, which wrote %d s ago: nothing was released. If that run was killed, its lock is dead from %s on: "+
			"type `%s` again then, or deploy, which takes it over", l.Environment, h.Text(), int(now.Sub(h.Beat).Seconds()), clock(h.Until()), l.Verb("release"))
	}
	var text strings.Builder
	if h != nil {
		if err := l.Release(ctx, *h); err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "Released: the lock of %s.\n", h.Text())
	}
	// Those of Terraform that are there while somebody holds the environment for maintenance are that person's.
	if h != nil && h.Held() {
		return text.String(), nil
	}
	found, err := states.Find(ctx)
	if err != nil {
		return text.String(), err
	}
	for _, lock := range found {
		if err := states.Remove(ctx, lock); err != nil {
			return "", fmt.Errorf("%s%w", text.String(), err)
		}
		fmt.Fprintf(&text, "Released: %s.\n", lock)
	}
	if text.Len() == 0 {
		return "Nothing to release: nobody holds environment " + l.Environment + ".\n", nil
	}
	return text.String(), nil
}
