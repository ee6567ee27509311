package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Before is a task that must have run before any service of a release moves.
type Before struct {
	Service string   `json:"service"`
	Command []string `json:"command"`
	// Timeout is how long it may take, as the settings say it: "10m".
	Timeout string `json:"timeout"`
}

// Ready is the address of all that such a task needs: a plan of it alone moves no service.
func (b Before) Ready() string {
	return fmt.Sprintf("module.service[%q].terraform_data.before_ready[0]", b.Service)
}

// before is what is due: where the image or the command of a service's setting is another than the one that ran last, by the state.
func before(plan tfjson.Plan) []Before {
	var due []Before
	for _, rc := range plan.ResourceChanges {
		if rc == nil || rc.Change == nil || rc.Type != "terraform_data" || rc.Name != "before" || rc.ModuleAddress != "" {
			continue
		}
		service, _ := rc.Index.(string)
		was, is := object(object(rc.Change.Before)["input"]), object(object(rc.Change.After)["input"])
		if is == nil || reflect.DeepEqual(was["image"], is["image"]) && reflect.DeepEqual(was["command"], is["command"]) {
			continue
		}
		b := Before{Service: service}
		b.Timeout, _ = is["timeout"].(string)
		words, _ := is["command"].([]any)
		for _, word := range words {
			b.Command = append(b.Command, fmt.Sprint(word))
		}
		due = append(due, b)
	}
	slices.SortFunc(due, func(a, b Before) int { return cmp.Compare(a.Service, b.Service) })
	return due
}

// Beyond are the changes of a later plan that a reviewed one does not have: another resource, or more than was to happen to it. What the
// first half of an apply has done, or found to be right, is less.
func Beyond(reviewed, later Summary) []Change {
	var more []Change
	for _, change := range later.Changes {
		within := func(c Change) bool {
			switch {
			case c.Address != change.Address:
				return false
			case c.Action == Update && change.Action == Update:
				return !slices.ContainsFunc(change.Attributes, func(name string) bool { return !slices.Contains(c.Attributes, name) })
			}
			return c.Action == change.Action || c.Action == Replace && change.Action == Update
		}
		if !slices.ContainsFunc(reviewed.Changes, within) {
			more = append(more, change)
		}
	}
	return more
}
