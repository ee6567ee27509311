package kills

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Release is an entry of the ledger, as `releases --format json` lists it.
type Release struct {
	Number       int
	Kind, Status string
	Live         bool
}

func (r Release) words() string {
	words := r.Kind + " " + r.Status
	if r.Live {
		words += ", live"
	}
	return words
}

// Ended is what the emulator's log says of the ledger's entry of a killed run.
type Ended struct {
	Begun, Ended bool
	// Served is that the end was written before the kill: the run had succeeded.
	Served bool
}

// EndedAt reads it from the log, for a run that was killed at a call. The log may go on with the entries of the runs after it.
func EndedAt(log []Call, killed int) Ended {
	var e Ended
	var entry string // the folder of the run's two files
	for _, c := range log {
		if c.Action != "PutObject" || !c.Changed() || !strings.Contains(c.Resource, "/releases/") {
			continue
		}
		folder, file := path.Split(c.Resource)
		switch {
		case file == "begin.json" && c.Seq <= killed:
			e, entry = Ended{Begun: true}, folder
		case file == "end.json" && folder == entry:
			e.Ended, e.Served = true, c.Seq <= killed
		}
	}
	return e
}

// Told fails unless the ledger tells of one killed deploy and of one after it, which serves, before all that it told until then: no entry
// changes, but that what was live is so no more. The newest comes first.
func Told(releases, before []Release, killed Ended) error {
	want := []string{"deploy succeeded, live"}
	switch {
	case killed.Served:
		want = append(want, "deploy succeeded")
	case killed.Ended:
		want = append(want, "deploy failed")
	case killed.Begun:
		want = append(want, "deploy interrupted")
	}
	for _, r := range before {
		r.Live = false
		want = append(want, r.words())
	}
	var got []string
	for _, r := range releases {
		got = append(got, r.words())
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the ledger tells %q, and it should tell %q", got, want)
	}
	return nil
}

// Notes are what the summary of the deploy after a killed one must say of it. Of what was made and never answered, no state can know.
func Notes(m Moment, killed Ended) []string {
	var notes []string
	if killed.Begun && !killed.Ended {
		notes = append(notes, "NOTE: ledger: release ", "was interrupted; this run goes on from what it left")
	}
	if killed.Begun && m.After && (m.Action == "CreateBucket" || m.Action == "CreateListener") {
		notes = append(notes, "NOTE: plan: adopts ")
	}
	return notes
}

// making are what the names of calls begin with that make something.
var making = []string{"Allocate", "Create", "Register", "Run"}

// Made fails where a call after the killed one made something.
func Made(log []Call, killed int) error {
	var made []error
	for _, c := range log {
		makes := slices.ContainsFunc(making, func(word string) bool { return strings.HasPrefix(c.Action, word) })
		if c.Seq > killed && makes && c.Changed() {
			made = append(made, fmt.Errorf("call %d, %s:%s %s, makes something, in a destroy", c.Seq, c.Service, c.Action, c.Resource))
		}
	}
	return errors.Join(made...)
}
