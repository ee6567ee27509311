package plan

import (
	"maps"
	"reflect"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// attributes names the top-level attributes that an update or a replacement changes, and those that force a replacement.
//
// A new object's computed attributes (id, arn) are all unknown, which says nothing about why it is replaced; so in a
// replacement an unknown attribute counts only when it forces it.
func attributes(change *tfjson.Change, action Action) (changed, forces []string) {
	before, after := object(change.Before), object(change.After)
	unknown := object(change.AfterUnknown)
	names := map[string]bool{}
	for name := range unknown {
		names[name] = holdsTrue(unknown[name]) && action == Update
	}
	for _, side := range []map[string]any{before, after} {
		for name := range side {
			if !holdsTrue(unknown[name]) {
				names[name] = !reflect.DeepEqual(said(before[name]), said(after[name]))
			}
		}
	}
	for _, path := range change.ReplacePaths {
		if steps, ok := path.([]any); ok && len(steps) > 0 {
			if name, ok := steps[0].(string); ok && !slices.Contains(forces, name) {
				forces = append(forces, name)
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] {
			changed = append(changed, name)
		}
	}
	slices.Sort(forces)
	return changed, forces
}

// said is v without the empty texts in it: a provider's state has null where its plan has "", which Terraform counts as the same.
func said(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []any:
		values := make([]any, len(v))
		for i, child := range v {
			values[i] = said(child)
		}
		return values
	case map[string]any:
		values := make(map[string]any, len(v))
		for name, child := range v {
			values[name] = said(child)
		}
		return values
	}
	return v
}

// object is v's attributes, or none when v is not an object.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// holdsTrue reports whether an after_unknown value marks anything within it as unknown: Terraform also writes empty objects
// and lists of them for blocks in which everything is known.
func holdsTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case []any:
		return slices.ContainsFunc(v, holdsTrue)
	case map[string]any:
		for _, child := range v {
			if holdsTrue(child) {
				return true
			}
		}
	}
	return false
}
