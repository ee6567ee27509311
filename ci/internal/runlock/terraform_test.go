package runlock

import (
	"strings"
	"testing"
	"time"
)

const state = "platform/terraform.tfstate"

// info is what Terraform writes down of its lock.
func info(id string, at time.Time) string {
	return `{"ID":"` + id + `","Operation":"OperationTypeApply","Info":"","Who":"root@runner","Version":"1.11.4","Created":"` + at.Format(time.RFC3339Nano) + `","Path":"x"}`
}

func locks(at time.Time) (*StateLocks, objects) {
	in := objects{state + ".tflock": info("1", at), state: "{}"}
	return &StateLocks{Objects: in, Bucket: "bucket", States: []string{state, "bootstrap/terraform.tfstate"}}, in
}

func TestTerraformsLocksOfADeadRun(t *testing.T) {
	dead := run("maria")
	dead.Since, dead.Beat = began, began.Add(5*time.Minute)
	for name, test := range map[string]struct {
		created time.Time
		of      bool
	}{
		"made by it":       {began.Add(time.Minute), true},
		"its last deed":    {began.Add(5*time.Minute + 30*time.Second), true},
		"from before":      {began.Add(-time.Hour), false},
		"made by a person": {began.Add(time.Hour), false},
	} {
		t.Run(name, func(t *testing.T) {
			l, in := locks(test.created)
			found, err := l.Find(t.Context())
			if err != nil || len(found) != 1 {
				t.Fatalf("found %v, %v", found, err)
			}
			for _, lock := range found {
				if lock.Of(dead) != test.of {
					t.Errorf("%s: got %t", lock, !test.of)
				}
				if !strings.Contains(lock.String(), "OperationTypeApply by root@runner") {
					t.Errorf("got %s", lock)
				}
				if err := l.Remove(t.Context(), lock); err != nil {
					t.Error(err)
				}
			}
			if found, err = l.Find(t.Context()); err != nil || len(found) != 0 || len(in) != 1 {
				t.Errorf("left %v, %d objects (%v)", found, len(in), err)
			}
		})
	}
}

func TestALockThatIsAnotherMeanwhileStays(t *testing.T) {
	l, in := locks(began)
	found, err := l.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in[state+".tflock"] = info("2", began)
	if err := l.Remove(t.Context(), found[0]); err == nil || !strings.Contains(err.Error(), "another one meanwhile") || len(in) != 2 {
		t.Errorf("got %v, left %d objects", err, len(in))
	}
}

func TestALockThatCanNotBeReadIsNoDeadRuns(t *testing.T) {
	l, in := locks(began)
	in[state+".tflock"] = "half a"
	found, err := l.Find(t.Context())
	dead := run("maria")
	if err != nil || len(found) != 1 || found[0].Of(dead) {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestNoLocks(t *testing.T) {
	l := &StateLocks{Objects: objects{}, Bucket: "bucket", States: []string{state}}
	if found, err := l.Find(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestALockThatATerraformTookAndDoesNotKnowOf(t *testing.T) {
	for name, test := range map[string]struct {
		who     string
		created time.Duration
		by      bool
	}{
		"its own":                {"root@runner", time.Second, true},
		"another one's":          {"maria@laptop", time.Second, false},
		"from before it started": {"root@runner", -time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			l, _ := locks(began.Add(test.created))
			found, err := l.Find(t.Context())
			if err != nil || len(found) != 1 {
				t.Fatalf("found %v, %v", found, err)
			}
			for _, lock := range found {
				if lock.By(test.who, began) != test.by {
					t.Errorf("%s: got %t", lock, !test.by)
				}
			}
		})
	}
}
