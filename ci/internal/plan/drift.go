package plan

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
)

// moving are attributes that AWS itself changes while nothing is wrong: auto scaling and the capacity provider do, and time.
var moving = map[string][]string{
	"aws_ecs_service":       {"desired_count"},
	"aws_autoscaling_group": {"desired_capacity"},
	"aws_db_instance":       {"latest_restorable_time"},
}

// Drifted are the resources that are not as the state has them: changed or deleted by somebody else, or by AWS. The plan must have
// looked at them (no -refresh=false). Each is an Update or a Delete; what moves by itself is left out. They are sorted by address.
func Drifted(planJSON []byte) ([]Change, error) {
	plan, err := parse(planJSON)
	if err != nil {
		return nil, err
	}
	var drifted []Change
	for _, rc := range plan.ResourceDrift {
		if rc == nil || rc.Change == nil {
			continue
		}
		action, ok := ActionOf(rc)
		if !ok || action != Update && action != Delete {
			continue
		}
		change := Change{Address: rc.Address, Type: rc.Type, Action: action}
		if action == Update {
			before, after := object(rc.Change.Before), object(rc.Change.After)
			change.Attributes, _ = attributes(rc.Change, action)
			change.Attributes = slices.DeleteFunc(change.Attributes, func(name string) bool {
				return slices.Contains(moving[rc.Type], name) || reflect.DeepEqual(told(before[name]), told(after[name]))
			})
			if len(change.Attributes) == 0 {
				continue
			}
		}
		drifted = append(drifted, change)
	}
	slices.SortFunc(drifted, func(a, b Change) int { return cmp.Compare(a.Address, b.Address) })
	return drifted, nil
}

// told is a value without what says nothing: the state of a resource that was made a moment ago has null where a later look has an empty
// list, a zero or false.
func told(value any) any {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, of := range v {
			if of = told(of); of != nil {
				kept[name] = of
			}
		}
		if len(kept) > 0 {
			return kept
		}
		return nil
	case []any:
		var kept []any
		for _, of := range v {
			kept = append(kept, told(of))
		}
		if len(kept) > 0 {
			return kept
		}
		return nil
	case json.Number:
		if v == "0" {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return value
}
