package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// Connect is a service that others call by its name, and that is deployed before them: their tasks know the names that were there when
// their deployment began, and no later ones.
type Connect struct {
	Service string `json:"service"`
	// Order is lower than that of each service that calls it.
	Order int64 `json:"order"`
}

// Address is the service alone: a plan of it moves none of those that call it.
func (c Connect) Address() string {
	return fmt.Sprintf("module.service[%q].aws_ecs_service.this[0]", c.Service)
}

// connect is what is due: a name that was not there before, or that leads to another port, by the state.
func connect(plan tfjson.Plan) []Connect {
	var due []Connect
	for _, rc := range plan.ResourceChanges {
		if rc == nil || rc.Change == nil || rc.Type != "terraform_data" || rc.Name != "connect" || rc.ModuleAddress != "" {
			continue
		}
		was, is := object(object(rc.Change.Before)["input"]), object(object(rc.Change.After)["input"])
		if is == nil || reflect.DeepEqual(was["port"], is["port"]) {
			continue
		}
		c := Connect{}
		c.Service, _ = rc.Index.(string)
		if order, ok := is["order"].(json.Number); ok {
			c.Order, _ = order.Int64()
		}
		due = append(due, c)
	}
	slices.SortFunc(due, func(a, b Connect) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Service, b.Service))
	})
	return due
}

// Steps are the services that are deployed first, those together that do not call each other.
func (s Summary) Steps() [][]Connect {
	var steps [][]Connect
	for i, c := range s.Connect {
		if i == 0 || c.Order != s.Connect[i-1].Order {
			steps = append(steps, nil)
		}
		steps[len(steps)-1] = append(steps[len(steps)-1], c)
	}
	return steps
}

// first says whom an apply deploys first.
func (s Summary) first() string {
	var names []string
	for _, c := range s.Connect {
		names = append(names, c.Service)
	}
	return strings.Join(names, ", then ")
}
