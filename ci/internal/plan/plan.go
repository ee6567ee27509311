// Package plan reads what Terraform intends to do, says it to people, and binds a reviewed plan to what it was made from.
//
// A plan's JSON holds every value in clear, secrets included. Nothing here keeps a value: only addresses, actions and the
// names of attributes leave this package, and the commands that are run before the apply, which people must read.
package plan

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Action is what happens to one resource.
type Action string

const (
	// Create makes a new resource.
	Create Action = "create"
	// Update changes a resource in place.
	Update Action = "update"
	// Delete destroys a resource.
	Delete Action = "delete"
	// Replace destroys a resource and creates another at the same address, in either order.
	Replace Action = "replace"
	// Forget drops a resource from the state and leaves it as it is.
	Forget Action = "forget"
	// Import takes an existing resource into the state and leaves it as it is.
	Import Action = "import"
	// Move renames a resource in the state.
	Move Action = "move"
)

// Change is one resource that the plan touches.
type Change struct {
	// Address is Terraform's, with " (deposed KEY)" for the remains of an unfinished replacement.
	Address string `json:"address"`
	// Type is the resource type: "aws_ecs_service".
	Type string `json:"type"`
	// Action is what happens to it.
	Action Action `json:"action"`
	// Imported says that it exists, and that the plan takes it into the state before it changes it.
	Imported bool `json:"imported,omitempty"`
	// Attributes names the top-level attributes that change, sorted. It is empty unless Action is Update or Replace.
	Attributes []string `json:"attributes,omitempty"`
	// Forces names those of Attributes that make a replacement necessary, sorted.
	Forces []string `json:"forces,omitempty"`
}

// Same reports whether two changes do the same to the same resource.
func Same(a, b Change) bool { return a.Address == b.Address && a.Action == b.Action }

// Summary is a plan without its values.
type Summary struct {
	// Add, Change and Destroy count as Terraform does: a replacement is one added and one destroyed.
	Add     int `json:"add"`
	Change  int `json:"change"`
	Destroy int `json:"destroy"`
	// Replace counts the replacements that Add and Destroy include.
	Replace int `json:"replace"`
	// Import counts what exists and is taken into the state, whether or not it is changed too.
	Import int `json:"import,omitempty"`
	// Changes are sorted by address.
	Changes []Change `json:"changes,omitempty"`
	// Outputs names the root outputs that change, sorted.
	Outputs []string `json:"outputs,omitempty"`
	// Before is what is run before any service moves, by service.
	Before []Before `json:"before,omitempty"`
	// Connect are the services that are deployed before those that call them, in their order.
	Connect []Connect `json:"connect,omitempty"`
	// Risky are the changes that can lose data, sorted by address.
	Risky []Risk `json:"risky,omitempty"`
}

// Empty reports whether an apply would change neither the world nor the state.
func (s Summary) Empty() bool { return len(s.Changes) == 0 && len(s.Outputs) == 0 }

// Read summarises the output of "terraform show -json PLAN". It fails on anything else, on a format that is not known, and on
// a plan that Terraform itself gave up on.
func Read(planJSON []byte) (Summary, error) {
	plan, err := parse(planJSON)
	if err != nil {
		return Summary{}, err
	}
	return summarise(plan), nil
}

func parse(planJSON []byte) (tfjson.Plan, error) {
	var (
		plan tfjson.Plan
		// terraform-json has no field for it, and a plan that failed half-way looks like one with less to do.
		state struct {
			Errored bool `json:"errored"`
		}
	)
	// As float64, two different large numbers could look the same.
	plan.UseJSONNumber(true)
	err := json.Unmarshal(planJSON, &plan)
	if err == nil {
		err = json.Unmarshal(planJSON, &state)
	}
	if err != nil {
		return plan, fmt.Errorf("read the plan's JSON: %w: make it with terraform show -json", err)
	}
	if state.Errored {
		return plan, errors.New("the plan is incomplete, because terraform plan failed: mend what it reported and run plan again")
	}
	return plan, nil
}

func summarise(plan tfjson.Plan) Summary {
	var s Summary
	for _, rc := range plan.ResourceChanges {
		if rc == nil || rc.Change == nil {
			continue
		}
		action, ok := ActionOf(rc)
		if !ok {
			continue
		}
		change := Change{Address: rc.Address, Type: rc.Type, Action: action, Imported: rc.Change.Importing != nil && action != Import}
		if rc.DeposedKey != "" {
			change.Address += " (deposed " + rc.DeposedKey + ")"
		}
		if action == Update || action == Replace {
			change.Attributes, change.Forces = attributes(rc.Change, action)
		}
		s.count(action)
		if rc.Change.Importing != nil {
			s.Import++
		}
		s.Changes = append(s.Changes, change)
	}
	for name, output := range plan.OutputChanges {
		if output != nil && !output.Actions.NoOp() {
			s.Outputs = append(s.Outputs, name)
		}
	}
	slices.Sort(s.Outputs)
	slices.SortStableFunc(s.Changes, func(a, b Change) int { return cmp.Compare(a.Address, b.Address) })
	s.Risky = risks(s.Changes)
	s.Before, s.Connect = before(plan), connect(plan)
	return s
}

// ActionOf says what happens to a resource, and false when nothing does. Reading a data source changes nothing.
func ActionOf(rc *tfjson.ResourceChange) (Action, bool) {
	actions := rc.Change.Actions
	switch {
	case actions.Read():
		return "", false
	case actions.Create():
		return Create, true
	case actions.Update():
		return Update, true
	case actions.Delete():
		return Delete, true
	case actions.Replace():
		return Replace, true
	case actions.Forget():
		return Forget, true
	case actions.NoOp() && rc.Change.Importing != nil:
		return Import, true
	case actions.NoOp() && rc.PreviousAddress != "" && rc.PreviousAddress != rc.Address:
		return Move, true
	case actions.NoOp():
		return "", false
	}
	// A pair that a newer Terraform invented ("create" and "forget"): shown under its own name rather than hidden.
	var name string
	for i, action := range actions {
		if i > 0 {
			name += "+"
		}
		name += string(action)
	}
	return Action(name), true
}

func (s *Summary) count(action Action) {
	switch action {
	case Create:
		s.Add++
	case Update:
		s.Change++
	case Delete:
		s.Destroy++
	case Replace:
		s.Add++
		s.Destroy++
		s.Replace++
	}
}
