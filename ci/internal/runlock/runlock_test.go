package runlock

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func silent(string) {}

// taken takes a lock that is free, or fails the test.
func taken(t *testing.T, l *Lock, want Holder) *Held {
	t.Helper()
	held, _, err := l.Take(t.Context(), want, 0, silent)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func holder(t *testing.T, l *Lock) string {
	t.Helper()
	h, err := l.Holder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if h == nil {
		return ""
	}
	return h.ID
}

func TestASecondRunEndsWithTheNameOfTheFirst(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	first := run("maria")
	first.Run = "https://ci.example/7"
	held := taken(t, l, first)
	if err := held.SetNumber(t.Context(), 12); err != nil {
		t.Fatal(err)
	}
	later, _ := lockAt(db, began.Add(limit))
	_, _, err := later.Take(t.Context(), run("karl"), 0, silent)
	var refused *HeldError
	if !errors.As(err, &refused) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"environment prod is held by maria (deploy, release 12, since 2026-11-29 22:30:00 UTC, https://ci.example/7)",
		"dead from 2026-11-29 22:31:30 UTC on", "--lock-wait", "`lock status`"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
	if err := held.Release(t.Context()); err != nil || holder(t, l) != "" {
		t.Errorf("after the release %q has it (%v)", holder(t, l), err)
	}
	taken(t, later, run("karl"))
}

func TestADeadRunsLockIsTakenOver(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	later, _ := lockAt(db, began.Add(limit+time.Second))
	held, dead, err := later.Take(t.Context(), run("karl"), 0, silent)
	if err != nil || held == nil || dead == nil || dead.ID != "maria" || holder(t, l) != "karl" {
		t.Fatalf("got %v, %v, %v", held, dead, err)
	}
}

func TestOneOfTwoTakesADeadRunsLock(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	later, _ := lockAt(db, began.Add(limit+time.Second))
	db.before = func() { taken(t, later, run("karl")) }
	_, _, err := later.Take(t.Context(), run("anna"), 0, silent)
	var refused *HeldError
	if !errors.As(err, &refused) || refused.Holder.ID != "karl" || holder(t, l) != "karl" {
		t.Errorf("got %v, and %q has it", err, holder(t, l))
	}
}

func TestALockThatNobodyCanReadIsDeadAndNotTriedForEver(t *testing.T) {
	db := &table{items: map[string]map[string]types.AttributeValue{"shop-prod/run": {"LockID": text("shop-prod/run")}}}
	l, _ := lockAt(db, began)
	_, _, err := l.Take(t.Context(), run("karl"), time.Minute, silent)
	var refused *HeldError
	if !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}

func TestAnAnswerThatGotLostIsNoOtherHolder(t *testing.T) {
	db := &table{lose: true}
	l, _ := lockAt(db, began)
	held := taken(t, l, run("maria"))
	db.lose = true
	if err := held.refresh(t.Context()); err != nil {
		t.Errorf("refresh: %v", err)
	}
}

func TestARunWaitsAndSaysWhomFor(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	first := taken(t, l, run("maria"))
	second, c := lockAt(db, began)
	c.did = func(at time.Time) {
		switch {
		case at.Equal(began.Add(20 * time.Second)):
			_ = first.refresh(t.Context())
		case at.Equal(began.Add(40 * time.Second)):
			_ = first.Release(t.Context())
		}
	}
	var said []string
	held, dead, err := second.Take(t.Context(), run("karl"), time.Minute, func(line string) { said = append(said, line) })
	if err != nil || held == nil || dead != nil {
		t.Fatalf("got %v, %v, %v", held, dead, err)
	}
	if len(said) != 1 || said[0] != "waits for maria (deploy, since 2026-11-29 22:30:00 UTC), until 2026-11-29 22:31:00 UTC at most" {
		t.Errorf("it said %q", said)
	}
}

func TestAWaitHasAnEnd(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	second, _ := lockAt(db, began)
	_, _, err := second.Take(t.Context(), run("karl"), 33*time.Second, silent)
	var refused *HeldError
	if !errors.As(err, &refused) || !refused.Now.Equal(began.Add(33*time.Second)) {
		t.Errorf("got %v", err)
	}
}

func TestMaintenanceIsNeverDead(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	hold := run("maria")
	hold.Operation, hold.Message = "hold", "moving the database"
	taken(t, l, hold)
	later, _ := lockAt(db, began.Add(48*time.Hour))
	_, _, err := later.Take(t.Context(), run("karl"), time.Second, silent)
	if err == nil || !strings.Contains(err.Error(), "for maintenance: moving the database") || !strings.Contains(err.Error(), "`lock release`") {
		t.Errorf("got %v", err)
	}
}

func TestNoTable(t *testing.T) {
	l, _ := lockAt(&table{gone: true}, began)
	if _, _, err := l.Take(t.Context(), run("maria"), 0, silent); !errors.Is(err, ErrNoTable) {
		t.Errorf("got %v", err)
	}
}

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
	if !errors.Is(err, ErrLost) || holder(t, l) != "karl" {
		t.Errorf("got %v, and %q has it", err, holder(t, l))
	}
}

func TestALockThatCanNotBeRefreshedIsLostWhenItCountsAsDead(t *testing.T) {
	db := &table{}
	err := keeps(t, db, 40, 3, func() { db.mu.Lock(); db.err = errReset; db.mu.Unlock() })
	if !errors.Is(err, ErrLost) || !errors.Is(err, errReset) {
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

func TestACallThatIsCancelledWaitsNoLonger(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	ctx, cancel := context.WithCancel(t.Context())
	second, c := lockAt(db, began)
	c.did = func(time.Time) { cancel() }
	if _, _, err := second.Take(ctx, run("karl"), time.Hour, silent); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
