// Package kills draws the moments at which a run is killed, and judges what the next run made of it.
package kills

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Call is a call in the emulator's log; ci/emulator/README.md has the fields.
type Call struct {
	Seq                       int
	Service, Action, Resource string
	Write                     bool
	Attempt, Status           int
}

// Changed tells whether the call changed something.
func (c Call) Changed() bool { return c.Write && c.Status > 0 && c.Status < 400 }

// Moment is the n-th call of an action in a run.
type Moment struct {
	// Verb is what runs: "deploy", "update" (the deploy after it, of a change) or "destroy".
	Verb            string
	Service, Action string
	// N counts from 1.
	N int
	// After is that the call is done, and never answered; else it is never done.
	After bool
}

func (m Moment) String() string {
	when := "before"
	if m.After {
		when = "after"
	}
	return fmt.Sprintf("%s:%s:%s#%d:%s", m.Verb, m.Service, m.Action, m.N, when)
}

// Parse reads what String writes.
func Parse(text string) (Moment, error) {
	var m Moment
	wrong := fmt.Errorf("%q is no moment: write VERB:SERVICE:ACTION#N:before or …:after, as in deploy:ec2:CreateVpc#1:after", text)
	verb, rest, _ := strings.Cut(text, ":")
	at := strings.LastIndex(rest, ":")
	if at < 0 || !slices.Contains([]string{"deploy", "update", "destroy"}, verb) {
		return m, wrong
	}
	when, rest := rest[at+1:], rest[:at]
	service, rest, _ := strings.Cut(rest, ":")
	at = strings.LastIndex(rest, "#")
	if at < 1 || service == "" || when != "before" && when != "after" {
		return m, wrong
	}
	n, err := strconv.Atoi(rest[at+1:])
	if err != nil || n < 1 {
		return m, wrong
	}
	return Moment{Verb: verb, Service: service, Action: rest[:at], N: n, After: when == "after"}, nil
}

// leftOut change nothing that is there afterwards: an upload that is not complete is forgotten, and a signature is an answer.
var leftOut = []string{"registry:StartUpload", "registry:UploadBlob", "kms:Sign"}

// Moments are those of a run whose log this is: before and after each call that changed something. The state's own writes are among
// them, its locks, the ledger's entries and the images; a refresh of the run's lock is a call as the one that took it.
func Moments(verb string, log []Call) []Moment {
	var all []Moment
	seen := map[string]int{}
	for _, c := range log {
		action := c.Service + ":" + c.Action
		seen[action]++ // refused ones count too: the emulator counts all that arrive
		if !c.Changed() || slices.Contains(leftOut, action) {
			continue
		}
		for _, after := range []bool{false, true} {
			all = append(all, Moment{verb, c.Service, c.Action, seen[action], after})
		}
	}
	return all
}

// Draw puts moments in an order that hangs on the seed. Each has a number of its own in it, so that one call more in the log, as of a
// lock that is refreshed every 15 seconds, leaves the order of all others as it was.
func Draw(seed uint64, moments []Moment) []Moment {
	number := func(m Moment) uint64 {
		name := fnv.New64a()
		_, _ = name.Write([]byte(m.String())) // a hash takes everything
		return rand.New(rand.NewPCG(seed, name.Sum64())).Uint64()
	}
	drawn := slices.Clone(moments)
	slices.SortFunc(drawn, func(a, b Moment) int {
		return cmp.Or(cmp.Compare(number(a), number(b)), strings.Compare(a.String(), b.String()))
	})
	return drawn
}
