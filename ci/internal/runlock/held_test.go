package runlock

import (
	"errors"
	"testing"
	"time"
)

// keeps has a run keep its lock for so many beats, while something happens at one of them, and returns what it is told.
func keeps(t *testing.T, db *table, beats int, at int, happens func()) error {
	l, c := lockAt(db, began)
	held := taken(t, l, run("maria"))
	n, ended, told := 0, make(chan struct{}), error(nil)
	c.did = func(time.Time) {
		if n++; n == at {
			happens()
		}
		if n == beats {
			close(ended)
		}
	}
	held.Keep(t.Context(), func(err error) { told = err; close(ended) })
	<-ended
	_ = held.Release(t.Context())
	return told
}

func TestKeepRefreshesUntilTheRelease(t *testing.T) {
	db := &table{}
	var seen *Holder
	err := keeps(t, db, 20, 20, func() {
		l, _ := lockAt(db, began)
		seen, _ = l.Holder(t.Context())
	})
	if err != nil || seen == nil || seen.Beat.Before(began.Add(18*beat)) || len(db.items) != 0 {
		t.Errorf("got %v, saw %+v, left %d items", err, seen, len(db.items))
	}
}

func TestALockThatAnotherTookIsLost(t *testing.T) {
	db := &table{}
	err := keeps(t, db, 20, 3, func() {
		later, _ := lockAt(db, began.Add(time.Hour))
		taken(t, later, run("karl"))
	})
	l, _ := lockAt(db, began)
	if !errors.Is(err, errTaken) || !errors.Is(err, ErrLost) || holder(t, l) != "karl" {
		t.Errorf("got %v, and %q has it", err, holder(t, l))
	}
}

func TestALockThatCanNotBeRefreshedIsLostWhenItCountsAsDead(t *testing.T) {
	db := &table{}
	err := keeps(t, db, 40, 3, func() { db.mu.Lock(); db.err = errReset; db.mu.Unlock() })
	if !errors.Is(err, ErrLost) || errors.Is(err, errTaken) || !errors.Is(err, errReset) { // nobody took it, as far as the run can know
		t.Errorf("got %v", err)
	}
}

func TestAFaultThatPassesIsNoLoss(t *testing.T) {
	db := &table{}
	fault := func(err error) { db.mu.Lock(); db.err = err; db.mu.Unlock() }
	l, c := lockAt(db, began)
	held := taken(t, l, run("maria"))
	n, ended := 0, make(chan error, 2)
	c.did = func(time.Time) {
		switch n++; n {
		case 2:
			fault(errReset)
		case 6:
			fault(nil)
		case 30:
			ended <- nil
		}
	}
	held.Keep(t.Context(), func(err error) { ended <- err })
	if err := <-ended; err != nil {
		t.Errorf("got %v", err)
	}
	_ = held.Release(t.Context())
}

func TestATableThatGoesWithTheEnvironmentIsNoLoss(t *testing.T) {
	db := &table{}
	l, c := lockAt(db, began)
	held := taken(t, l, run("maria"))
	gone := make(chan struct{})
	n := 0
	c.did = func(time.Time) {
		if n++; n == 2 {
			db.mu.Lock()
			db.gone = true
			db.mu.Unlock()
			close(gone)
		}
	}
	held.Keep(t.Context(), func(err error) { t.Errorf("got %v", err) })
	<-gone
	if err := held.Release(t.Context()); err != nil {
		t.Errorf("release: %v", err)
	}
}
