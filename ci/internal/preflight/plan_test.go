package preflight

import (
	"encoding/json"
	"testing"
)

// made is a resource of a test's plan. Without an action it stays as it is.
type made struct {
	address, module, kind string
	key                   any
	action                string // create, update, replace
	values                map[string]any
}

// planOf is a plan of resources that are each called "this", and of what their HCL says: resource type → attribute → reference. It is the
// same in each module.
func planOf(t *testing.T, hcl map[string]map[string]string, resources ...made) *Plan {
	t.Helper()
	return read(t, false, hcl, resources...)
}

func read(t *testing.T, saved bool, hcl map[string]map[string]string, resources ...made) *Plan {
	t.Helper()
	actions := map[string][]string{"": {"no-op"}, "create": {"create"}, "update": {"update"}, "replace": {"create", "delete"}}
	var changes, config []map[string]any
	for _, r := range resources {
		change := map[string]any{"actions": actions[r.action], "after": r.values}
		if r.action != "create" {
			change["before"] = r.values
		}
		entry := map[string]any{"address": r.address, "type": r.kind, "name": "this", "mode": "managed", "change": change}
		if r.module != "" {
			entry["module_address"] = r.module
		}
		if r.key != nil {
			entry["index"] = r.key
		}
		changes = append(changes, entry)
	}
	for kind, attributes := range hcl {
		expressions := map[string]any{}
		for attribute, reference := range attributes {
			expressions[attribute] = map[string]any{"references": []string{reference + ".id", reference}}
		}
		config = append(config, map[string]any{"address": kind + ".this", "mode": "managed", "type": kind, "name": "this", "expressions": expressions})
	}
	text, err := json.Marshal(map[string]any{
		"format_version":   "1.2",
		"resource_changes": changes,
		"configuration": map[string]any{"root_module": map[string]any{
			"resources":    config,
			"module_calls": map[string]any{"service": map[string]any{"module": map[string]any{"resources": config}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(text, saved)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type attributes = map[string]any

// service is a service as the module ecs-service makes it, before its ids are known.
func service(name, action string, count int, task attributes) []made {
	module := `module.service["` + name + `"]`
	task["family"], task["network_mode"] = name, "awsvpc"
	return []made{
		{module + ".aws_ecs_service.this", module, "aws_ecs_service", nil, action, attributes{"name": name, "desired_count": 1, "deployment_maximum_percent": 200, "timeouts": attributes{"create": "15m", "update": "10m"}}},
		{module + ".aws_ecs_task_definition.this", module, "aws_ecs_task_definition", nil, action, task},
		{module + ".aws_appautoscaling_target.this", module, "aws_appautoscaling_target", nil, action, attributes{"max_capacity": count}},
	}
}

var serviceHCL = map[string]map[string]string{"aws_ecs_service": {"task_definition": "aws_ecs_task_definition.this"}}

func TestReadRefusesWhatIsNoPlan(t *testing.T) {
	for _, text := range []string{"", "[]", `{"resource_changes": 1}`} {
		if _, err := Read([]byte(text), false); err == nil {
			t.Errorf("%q was taken for a plan", text)
		}
	}
}

func TestCalls(t *testing.T) {
	for address, want := range map[string]int{"": 0, "module.vpc": 1, `module.service["web.eu"]`: 1, `module.a["x"].module.b[0].module.c`: 3} {
		if got := calls(address); len(got) != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
