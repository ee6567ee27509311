// Package prerequisite is what must be there before a deploy, and who makes it: on an account a person does, on an emulator the deploy itself,
// unless it is made with a role's credentials. Nothing here needs an engine.
package prerequisite

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/caller"
	"dagger/slipway/internal/plan"
)

// Place is where a release goes, and who brings it there.
type Place struct {
	Environment string
	Emulator    bool
	// HoldsRoles says that the emulator holds roles to their policies, as an account does.
	HoldsRoles bool
	// Caller is whose the credentials are, as STS says it: an ARN.
	Caller string
}

// Lenient reports whether a deploy makes its bootstrap by itself, and needs no values of secrets. An emulator has that for whoever tries a
// deploy. A role's session is there to learn what AWS would say to it: what it may do is judged, and so is what must be there before it.
func (p Place) Lenient() bool {
	return p.Emulator && (!p.HoldsRoles || !caller.Role(p.Caller))
}

// Command calls a verb with the rights of a person who may do all: on an emulator, any key has them.
func (p Place) Command(verb string) string {
	target := "--credentials 'cmd://aws configure export-credentials'"
	if p.Emulator {
		target = "--aws tcp://…"
	}
	return fmt.Sprintf("dagger call --env %s %s %s", p.Environment, target, verb)
}

// CLI are the options of the AWS CLI with which it calls this place; they begin with a space.
func (p Place) CLI() string {
	if p.Emulator {
		return " --endpoint-url http://…"
	}
	return ""
}

// Refuse is a DueError where changes of the bootstrap are due and somebody else has to make them, else nil.
func (p Place) Refuse(due []plan.Change) error {
	if len(due) == 0 || p.Lenient() {
		return nil
	}
	return &DueError{Place: p, Changes: due}
}

// DueError is a bootstrap that is due before a verb can go on.
type DueError struct {
	Place   Place
	Changes []plan.Change
}

func (e *DueError) Error() string {
	var text strings.Builder
	where := "an account"
	if e.Place.Emulator {
		where += ", and for a role's session on an emulator"
	}
	fmt.Fprintf(&text, "environment %s lacks what its bootstrap would make, and only the verb bootstrap makes it on %s:\n", e.Place.Environment, where)
	for _, change := range e.Changes {
		fmt.Fprintf(&text, "  %-8s %s\n", change.Action, change.Address)
	}
	text.WriteString("Give this to whoever may: " + e.Place.Command("bootstrap"))
	return text.String()
}
