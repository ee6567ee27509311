package runlock

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReleaseAll(t *testing.T) {
	maintenance := run("maria")
	maintenance.Message = "moving the database"
	for name, test := range map[string]struct {
		holder  *Holder
		after   time.Duration
		err     string
		says    []string
		left    int // items in the table
		objects int // in the bucket, the state among them
	}{
		"a run that lives": {holder: new(run("maria")), after: limit, err: "held by maria (deploy, since 2026-11-29 22:30:00 UTC), which wrote 90 s ago: nothing was released",
			left: 1, objects: 2},
		"a dead run":  {holder: new(run("maria")), after: limit + time.Second, says: []string{"the lock of maria", "Terraform's lock of " + state}, left: 0, objects: 1},
		"maintenance": {holder: &maintenance, says: []string{"for maintenance: moving the database"}, left: 0, objects: 2},
		"Terraform's": {says: []string{"Terraform's lock of " + state}, left: 0, objects: 1},
	} {
		t.Run(name, func(t *testing.T) {
			states, in := locks(began)
			db := &table{}
			l, c := lockAt(db, began)
			if test.holder != nil {
				taken(t, l, *test.holder)
			}
			c.at = began.Add(test.after)
			text, err := ReleaseAll(t.Context(), l, states)
			if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v", err)
			}
			for _, part := range test.says {
				if !strings.Contains(text, part) {
					t.Errorf("no %q in %s", part, text)
				}
			}
			if len(db.items) != test.left || len(in) != test.objects {
				t.Errorf("left %d items and %d objects", len(db.items), len(in))
			}
		})
	}
}

func TestReleaseOfNothing(t *testing.T) {
	for name, db := range map[string]*table{"nobody": {}, "no table": {gone: true}} {
		l, _ := lockAt(db, began)
		text, err := ReleaseAll(t.Context(), l, &StateLocks{Objects: objects{}, States: []string{state}})
		if err != nil || !strings.Contains(text, "Nothing to release") {
			t.Errorf("%s: got %q, %v", name, text, err)
		}
	}
}

// TestWhoOnlyLooksWaitsForARun: it is told whom for, takes nothing, and a dead run's lock keeps it from nothing.
func TestWhoOnlyLooksWaitsForARun(t *testing.T) {
	db := &table{}
	l, _ := lockAt(db, began)
	first := taken(t, l, run("maria"))
	looks, c := lockAt(db, began)
	c.did = func(at time.Time) {
		if at.Equal(began.Add(20 * time.Second)) {
			_ = first.Release(t.Context())
		}
	}
	var said []string
	if err := looks.Await(t.Context(), time.Minute, func(line string) { said = append(said, line) }); err != nil {
		t.Errorf("after its end: %v", err)
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], "waits for maria (deploy") {
		t.Errorf("it said %q", said)
	}
	taken(t, l, run("maria"))
	now, _ := lockAt(db, began)
	var refused *HeldError
	if err := now.Await(t.Context(), 0, silent); !errors.As(err, &refused) || refused.Holder.ID != "maria" {
		t.Errorf("while it runs: %v", err)
	}
	later, _ := lockAt(db, began.Add(time.Hour))
	if err := later.Await(t.Context(), 0, silent); err != nil || holder(t, l) != "maria" {
		t.Errorf("of a dead run: %v", err)
	}
	gone, _ := lockAt(&table{gone: true}, began)
	if err := gone.Await(t.Context(), 0, silent); err != nil {
		t.Errorf("without a table: %v", err)
	}
}
