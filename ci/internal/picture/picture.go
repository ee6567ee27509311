// Package picture draws the platform that a plan is about, and what the plan does to each part of it.
//
// A plan's JSON holds every value in clear, secrets included. What leaves this package are names, addresses of networks, zones,
// and the few settings that read.go asks for one by one, none of which Terraform may have marked as sensitive.
package picture

import (
	"cmp"
	"slices"

	"dagger/slipway/internal/plan"
)

// Platform is what a plan is about. As JSON it comes back as it was.
type Platform struct {
	// Network is the VPC, or nil where the plan has none.
	Network *Part `json:"network,omitempty"`
	// Zones are the availability zones with what is in them, by name.
	Zones []Zone `json:"zones,omitempty"`
	// Balancers are the load balancers, Clusters those of ECS, Instances the groups of what they run on.
	Balancers []Part `json:"balancers,omitempty"`
	Clusters  []Part `json:"clusters,omitempty"`
	Instances []Part `json:"instances,omitempty"`
	// Services are those of ECS, by name.
	Services []Part `json:"services,omitempty"`
	// Data are databases, tables, buckets, secrets and what else holds data, by kind and name.
	Data []Part `json:"data,omitempty"`
	// Others counts what changes and is not drawn: roles, alarms, log groups.
	Others map[plan.Action]int `json:"others,omitempty"`
}

// Part is one part of the platform.
type Part struct {
	// Kind is what it is, in a word or two: "VPC", "service", "database".
	Kind string `json:"kind"`
	// Name is what people call it: its key in the settings, or else its name on AWS.
	Name string `json:"name"`
	// Notes say more of it, a line each: "10.0.0.0/16", "2 to 10 tasks".
	Notes []string `json:"notes,omitempty"`
	// Action is what the plan does to it; empty is nothing.
	Action plan.Action `json:"action,omitempty"`
	// Uses names the data that a service uses, as Part.ID.
	Uses []string `json:"uses,omitempty"`

	place place // of its resource, while the plan is read
}

// place is where a resource stands: what has one module and one key belongs together.
type place struct{ module, key string }

// ID names a part among those of its platform: "table orders".
func (p Part) ID() string { return p.Kind + " " + p.Name }

// Zone is an availability zone.
type Zone struct {
	Part
	// Parts are its subnets, and its NAT gateway.
	Parts []Part `json:"parts,omitempty"`
}

// Empty reports whether there is nothing to draw.
func (p Platform) Empty() bool {
	return p.Network == nil && len(p.Zones)+len(p.Balancers)+len(p.Clusters)+len(p.Instances)+len(p.Services)+len(p.Data) == 0
}

// words say in a picture what happens to a part: colour alone tells not everybody.
var words = map[plan.Action]string{
	plan.Create: "+ create", plan.Update: "~ update", plan.Replace: "-/+ replace", plan.Delete: "- delete",
	plan.Forget: "forget, leave as it is", plan.Import: "import as it is", plan.Move: "rename in the state",
}

// shades are the actions that have a colour, the heaviest first.
var shades = []plan.Action{plan.Delete, plan.Replace, plan.Create, plan.Update}

// word is what is written of an action, empty for none.
func word(action plan.Action) string {
	if action == "" {
		return ""
	}
	return cmp.Or(words[action], string(action))
}

// shade is the colour's name, empty for a part that stays as it is. An action without a colour of its own has that of an update.
func shade(action plan.Action) plan.Action {
	switch {
	case action == "":
		return ""
	case slices.Contains(shades, action):
		return action
	}
	return plan.Update
}
