package runlock

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestStatus(t *testing.T) {
	h := run("maria")
	h.Since, h.Beat, h.Number, h.Run = began, began.Add(time.Minute), 7, "https://ci.example/7"
	hold := h
	hold.Message = "moving the database"
	for name, test := range map[string]struct {
		holder *Holder
		now    time.Time
		words  []string
	}{
		"nobody": {nil, began, []string{"Nobody holds environment prod."}},
		"alive": {&h, began.Add(70 * time.Second), []string{"user/maria", "https://ci.example/7", "deploy", "release    7", "2026-11-29 22:30:00 UTC", "alive: it wrote 10 s ago",
			"dead from 2026-11-29 22:32:30 UTC on"}},
		"dead":        {&h, began.Add(time.Hour), []string{"dead: it last wrote at 2026-11-29 22:31:00 UTC", "the next deploy takes its locks over", "`lock release`"}},
		"maintenance": {&hold, began.Add(time.Hour), []string{"moving the database", "held for maintenance, until `lock release`"}},
	} {
		text := (&Lock{Environment: "prod"}).Status(test.holder, test.now)
		for _, word := range test.words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in\n%s", name, word, text)
			}
		}
	}
}

// TestADeadRunSaysWhatItWasDoing holds what the next run reads of it: its step is written with the time, and no step waits for that.
func TestADeadRunSaysWhatItWasDoing(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	held := taken(t, l, run("maria"))
	held.SetStep("plan")
	if err := held.SetNumber(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	held.SetStep("apply")
	if err := held.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	later, _ := lockAt(db, began.Add(time.Hour))
	want := run("karl")
	_, dead, err := later.Take(t.Context(), want, 0, func(string) {})
	if err != nil || dead == nil {
		t.Fatalf("the lock of a dead run: %+v, %v", dead, err)
	}
	if got := dead.Text() + ": " + dead.Doing(); !strings.Contains(got, "(deploy, release 7, since ") || !strings.HasSuffix(got, ", in its step apply") {
		t.Errorf("it is said to be %q", got)
	}
}

// TestAPreviewsLockIsNamedInTheCommand has whoever meets the lock of a preview look at that one, and not at its base's.
func TestAPreviewsLockIsNamedInTheCommand(t *testing.T) {
	live, _ := lockAt(&table{}, began)
	live.Environment, live.Preview = "prod, preview pr-12", "pr-12"
	_ = taken(t, live, run("maria"))
	_, kept := ReleaseAll(t.Context(), live, nil)

	held, _ := lockAt(&table{}, began)
	held.Environment, held.Preview = live.Environment, live.Preview
	hold := run("maria")
	hold.Message = "moving the database"
	_ = taken(t, held, hold)
	_, _, met := held.Take(t.Context(), run("karl"), 0, silent)

	for text, want := range map[string]string{
		fmt.Sprint(kept):          "type `lock release --preview pr-12` again",
		fmt.Sprint(met):           "`lock release --preview pr-12` ends that once the maintenance is over; `lock status --preview pr-12` shows it",
		held.Status(&hold, began): "until `lock release --preview pr-12`",
		held.Status(nil, began):   "Nobody holds environment prod, preview pr-12.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
}
