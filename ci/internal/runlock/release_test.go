package runlock

import (
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
