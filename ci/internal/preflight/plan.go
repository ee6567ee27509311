package preflight

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"dagger/slipway/internal/plan"
)

// Plan is what preflight reads from a plan: the resources that will be there after its apply.
type Plan struct {
	resources []resource
	removed   map[string]int // of each type, by this plan
	config    *tfjson.ConfigModule
	// Saved says that it was made by an earlier call: what it found there may be gone.
	Saved bool
}

// resource is a managed one as it will be.
type resource struct {
	address, module, kind, name string
	key                         any // of for_each or count, nil without
	action                      plan.Action
	values                      map[string]any
}

// Read takes what "terraform show -json PLAN" printed.
func Read(planJSON []byte, saved bool) (*Plan, error) {
	var planned tfjson.Plan
	planned.UseJSONNumber(true) // a quota of 60 is 60, and no fraction
	if err := json.Unmarshal(planJSON, &planned); err != nil {
		return nil, fmt.Errorf("read the plan's JSON: %w: make it with terraform show -json", err)
	}
	p := &Plan{Saved: saved, removed: map[string]int{}}
	if planned.Config != nil {
		p.config = planned.Config.RootModule
	}
	for _, rc := range planned.ResourceChanges {
		if rc == nil || rc.Change == nil || rc.Mode != tfjson.ManagedResourceMode || rc.DeposedKey != "" {
			continue
		}
		values, there := rc.Change.After.(map[string]any)
		if !there {
			p.removed[rc.Type]++
			continue
		}
		action, _ := plan.ActionOf(rc)
		p.resources = append(p.resources, resource{
			address: rc.Address, module: rc.ModuleAddress, kind: rc.Type, name: rc.Name, key: rc.Index, action: action, values: values,
		})
	}
	return p, nil
}

// all are the resources of a type.
func (p *Plan) all(kind string) []*resource {
	var found []*resource
	for i := range p.resources {
		if p.resources[i].kind == kind {
			found = append(found, &p.resources[i])
		}
	}
	return found
}

// changes reports whether the plan does anything to resources of these types.
func (p *Plan) changes(kinds ...string) bool {
	for _, kind := range kinds {
		for _, r := range p.all(kind) {
			if r.action != "" {
				return true
			}
		}
	}
	return false
}

// adds reports whether a resource will be made, beside or in the place of another.
func (r *resource) adds() bool { return r.action == plan.Create || r.action == plan.Replace }

// text is an attribute that is a text and known, else empty.
func (r *resource) text(attribute string) string {
	text, _ := r.values[attribute].(string)
	return text
}

// number is an attribute that is a whole number, as one or as a text; otherwise where it is none or not known yet.
func (r *resource) number(attribute string, otherwise int) int {
	return whole(r.values[attribute], otherwise)
}

func whole(value any, otherwise int) int {
	var text string
	switch value := value.(type) {
	case json.Number:
		text = value.String()
	case string:
		text = value
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

// blocks are the blocks of a name.
func blocks(values map[string]any, name string) []map[string]any {
	list, _ := values[name].([]any)
	var found []map[string]any
	for _, one := range list {
		if block, ok := one.(map[string]any); ok {
			found = append(found, block)
		}
	}
	return found
}

// target is the resource of a type that an attribute of another names: by its id, or, before that is known, by what stands in the HCL.
// It is nil where nobody can say.
func (p *Plan) target(of *resource, attribute, kind string) *resource {
	candidates := p.all(kind)
	if value := of.text(attribute); value != "" {
		for _, c := range candidates {
			if value == c.text("id") || value == c.text("arn") {
				return c
			}
		}
		return nil
	}
	named := p.reference(of, attribute, kind)
	if named == "" {
		return nil
	}
	var near []*resource
	for _, c := range candidates {
		if c.module != of.module || "."+c.name != strings.TrimPrefix(named, kind) {
			continue
		}
		if near = append(near, c); c.key != nil && c.key == of.key {
			return c // each.key, as modules write it
		}
	}
	if len(near) == 1 {
		return near[0]
	}
	return nil
}

// reference is the resource that the HCL of another names, without a key: "aws_security_group.this".
func (p *Plan) reference(of *resource, attribute, kind string) string {
	module := p.config
	for _, call := range calls(of.module) {
		if module == nil || module.ModuleCalls[call] == nil {
			return ""
		}
		module = module.ModuleCalls[call].Module
	}
	if module == nil {
		return ""
	}
	for _, r := range module.Resources {
		if r.Type != of.kind || r.Name != of.name || r.Expressions[attribute] == nil || r.Expressions[attribute].ExpressionData == nil {
			continue
		}
		for _, reference := range r.Expressions[attribute].References {
			if parts := strings.SplitN(reference, ".", 3); len(parts) > 1 && parts[0] == kind {
				name, _, _ := strings.Cut(parts[1], "[")
				return kind + "." + name
			}
		}
	}
	return ""
}

// calls are the names of the calls that lead to a module: module.service["web"] is service.
func calls(address string) []string {
	var names []string
	for address != "" {
		rest, found := strings.CutPrefix(address, "module.")
		if !found {
			break
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			return append(names, rest)
		}
		names = append(names, rest[:end])
		if rest = rest[end:]; rest[0] == '[' {
			_, rest, _ = strings.Cut(rest, "]") // the names of services have no bracket
		}
		address = strings.TrimPrefix(rest, ".")
	}
	return names
}
