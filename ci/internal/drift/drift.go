// Package drift says in what the world is not as the settings and the state have it.
//
// It answers two questions of one plan: what somebody or something changed in the world, and what an apply would do. What auto
// scaling moves is neither, and outputs are not asked about.
package drift

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/plan"
)

// The rules that an allowance of the gate drift names.
const (
	// Changed is a resource that is not as it was applied.
	Changed = "changed"
	// Deleted is one that is not there any more.
	Deleted = "deleted"
	// Pending is a change that an apply would make though nobody touched the resource: settings that were not applied.
	Pending = "pending"
)

var rules = []string{Changed, Deleted, Pending}

// Judge reads a plan of what is deployed, as JSON, and holds it against the allowances as of a day.
func Judge(environment string, planJSON []byte, allowances []gate.Allowance, now time.Time) (gate.Verdict, error) {
	drifted, err := plan.Drifted(planJSON)
	if err != nil {
		return gate.Verdict{}, err
	}
	applied, err := plan.Read(planJSON)
	if err != nil {
		return gate.Verdict{}, err
	}
	return gate.JudgeEnvironment(gate.Drift, environment, rules, findings(environment, drifted, applied.Changes), gate.Medium, allowances, now)
}

func findings(environment string, drifted, applied []plan.Change) []gate.Finding {
	finding := func(rule string, severity gate.Severity, c plan.Change, message string) gate.Finding {
		return gate.Finding{Gate: gate.Drift, Tool: "terraform", Rule: rule, Severity: severity, Resource: c.Address, Environment: environment, Message: message}
	}
	var found []gate.Finding
	for _, c := range drifted {
		at := slices.IndexFunc(applied, func(a plan.Change) bool { return a.Address == c.Address })
		then := "an apply leaves it as it is"
		if at >= 0 {
			then = "an apply would " + string(applied[at].Action) + " it"
		}
		if c.Action == plan.Delete {
			found = append(found, finding(Deleted, gate.High, c, "it is gone; "+then))
			continue
		}
		found = append(found, finding(Changed, gate.High, c, fmt.Sprintf("%s of it changed; %s", strings.Join(c.Attributes, ", "), then)))
	}
	for _, c := range applied {
		if slices.ContainsFunc(drifted, func(d plan.Change) bool { return d.Address == c.Address }) {
			continue
		}
		message := "nobody touched it, and an apply would " + string(c.Action) + " it"
		if len(c.Attributes) > 0 {
			message += ": " + strings.Join(c.Attributes, ", ")
		}
		found = append(found, finding(Pending, gate.Medium, c, message))
	}
	return found
}
