package picture

import (
	"cmp"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"

	"dagger/slipway/internal/holds"
	"dagger/slipway/internal/plan"
)

// resource is one resource of a plan: as it will be, or as it was where it goes.
type resource struct {
	kind           string
	place          place
	name           string // that of the block in HCL
	counted        bool   // the key is a number, and no name
	action         plan.Action
	values, hidden any
}

// resources are those that a plan knows of, the unchanged ones included. The remains of unfinished replacements are left out: what took
// their place stands for them.
func resources(planned tfjson.Plan) []resource {
	var all []resource
	for _, rc := range planned.ResourceChanges {
		if rc == nil || rc.Change == nil || rc.Mode != tfjson.ManagedResourceMode || rc.DeposedKey != "" {
			continue
		}
		action, _ := plan.ActionOf(rc)
		r := resource{kind: rc.Type, place: place{module: rc.ModuleAddress}, name: rc.Name, action: action, values: rc.Change.After, hidden: rc.Change.AfterSensitive}
		if rc.Change.After == nil {
			r.values, r.hidden = rc.Change.Before, rc.Change.BeforeSensitive
		}
		if rc.Index != nil {
			r.place.key = fmt.Sprint(rc.Index)
			_, named := rc.Index.(string)
			r.counted = !named
		}
		all = append(all, r)
	}
	return all
}

// all are the values at a path of attributes, through each element of the lists on the way: "condition", "path_pattern", "values". There
// are none where the attribute is unknown, or where Terraform calls anything within it sensitive.
func (r resource) all(path ...string) []string {
	if r.hidden == true || marked(dig(r.hidden, path[0])) {
		return nil
	}
	var texts []string
	for _, value := range dig(r.values, path...) {
		if value != nil {
			texts = append(texts, fmt.Sprint(value))
		}
	}
	return texts
}

// one is the only value at a path, or nothing.
func (r resource) one(path ...string) string {
	if values := r.all(path...); len(values) == 1 {
		return values[0]
	}
	return ""
}

// called is what people call it: its key, its name on AWS, or its name in HCL.
func (r resource) called() string {
	key := r.place.key
	if r.counted {
		key = ""
	}
	return cmp.Or(key, r.one("name"), r.one(holds.Kinds[r.kind].Name), r.one("tags", "Name"), r.name)
}

// dig walks down a path, and through all elements of the lists that it meets.
func dig(value any, path ...string) []any {
	if list, ok := value.([]any); ok {
		var found []any
		for _, element := range list {
			found = append(found, dig(element, path...)...)
		}
		return found
	}
	if len(path) == 0 {
		return []any{value}
	}
	if object, ok := value.(map[string]any); ok {
		return dig(object[path[0]], path[1:]...)
	}
	return nil
}

// marked reports whether anything within a value of after_sensitive is true.
func marked(value any) bool {
	switch value := value.(type) {
	case bool:
		return value
	case []any:
		for _, element := range value {
			if marked(element) {
				return true
			}
		}
	case map[string]any:
		for _, element := range value {
			if marked(element) {
				return true
			}
		}
	}
	return false
}
