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
	later, c := lockAt(db, began.Add(limit))
	held.lock = later
	c.did = func(time.Time) { _ = held.refresh(t.Context()) }
	_, _, err := later.Take(t.Context(), run("karl"), 0, silent)
	var refused *HeldError
	if !errors.As(err, &refused) || !refused.Now.Equal(began.Add(limit+poll)) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"environment prod is held by maria (deploy, release 12, since 2026-11-29 22:30:00 UTC, https://ci.example/7)",
		"which lives: it wrote at 2026-11-29 22:31:32 UTC", "--lock-wait", "`lock status`"} {
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

func TestARunThatWasKilledAMomentAgoIsWaitedFor(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	later, _ := lockAt(db, began.Add(5*time.Second))
	var said []string
	held, dead, err := later.Take(t.Context(), run("karl"), 0, func(line string) { said = append(said, line) })
	if err != nil || held == nil || dead == nil || dead.ID != "maria" {
		t.Fatalf("got %v, %v, %v", held, dead, err)
	}
	if len(said) != 1 || !strings.Contains(said[0], "looks whether this run lives: maria") {
		t.Errorf("it said %q", said)
	}
}

func TestOneOfTwoTakesADeadRunsLock(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	taken(t, l, run("maria"))
	later, c := lockAt(db, began.Add(limit+time.Second))
	db.before = func() {
		faster, _ := lockAt(db, began.Add(limit+time.Second))
		held := taken(t, faster, run("karl"))
		held.lock = later
		c.did = func(time.Time) { _ = held.refresh(t.Context()) }
	}
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
	first := taken(t, l, run("maria"))
	second, c := lockAt(db, began)
	c.did = func(at time.Time) {
		if at.Equal(began.Add(20 * time.Second)) {
			first.lock = second
			_ = first.refresh(t.Context())
		}
	}
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

func TestALockThatIsAbandonedIsADeadRuns(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	held := taken(t, l, run("maria"))
	held.Keep(t.Context(), func(err error) { t.Error(err) })
	held.Abandon()
	beat, err := l.Holder(t.Context())
	if err != nil || beat == nil || beat.ID != "maria" {
		t.Fatalf("got %v, %v", beat, err)
	}
	later, _ := lockAt(db, beat.Until().Add(time.Second))
	if _, dead, err := later.Take(t.Context(), run("karl"), 0, silent); err != nil || dead == nil || dead.ID != "maria" {
		t.Errorf("got %v, %v", dead, err)
	}
}
