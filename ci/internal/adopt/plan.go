package adopt

import (
	"encoding/json"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Create is a resource that a plan would make.
type Create struct {
	Address, Type string
	// Values are the attributes that are known before the apply.
	Values map[string]any
	// Beside says that the state has one at this address, whose place it takes.
	Beside bool
}

// text is an attribute that is a text; empty where it is none or not known yet.
func (c Create) text(attribute string) string {
	text, _ := c.Values[attribute].(string)
	return text
}

// number is an attribute that is a whole number; -1 where there is none, as EC2 says it of ports.
func (c Create) number(attribute string) int {
	if number, ok := c.Values[attribute].(float64); ok {
		return int(number)
	}
	return -1
}

// tag is a tag that the resource would carry.
func (c Create) tag(key string) string {
	for _, attribute := range []string{"tags_all", "tags"} {
		tags, _ := c.Values[attribute].(map[string]any)
		if value, ok := tags[key].(string); ok {
			return value
		}
	}
	return ""
}

// ownership are the tags that say whose something is: the stack's default tags.
var ownership = []string{"Project", "Environment"}

// preview is the tag of what one of the environment's previews has. The environment and its previews know nothing of each other.
const preview = "Preview"

// Thing is something that AWS has and that may be what a Create would make.
type Thing struct {
	// ID is what Terraform imports it by.
	ID string
	// Name is its ARN, or its id where EC2 knows it by that.
	Name string
	Tags map[string]string
	// Bare says that it is ours by its name or place alone where it has no tags.
	Bare bool
}

// foreign reports whether its tags are not the environment's. Most things are tagged in the call that makes them: without tags
// somebody else made it.
func (t Thing) foreign(c Create) bool {
	if t.Bare && len(t.Tags) == 0 {
		return false
	}
	return slices.ContainsFunc(ownership, func(key string) bool { return c.tag(key) != "" && t.Tags[key] != c.tag(key) }) ||
		c.tag("Project") != "" && t.Tags[preview] != c.tag(preview)
}

// planned is what a plan says of what is there and what will be.
type planned struct {
	creates []Create
	// names are the tags Name of all that will be made, whether or not it can be adopted.
	names map[string]bool
	// environment begins the names of all that is the environment's; empty where nothing to be made says whose it is.
	environment string
	// preview is which of the environment's previews the plan is of; "" is the environment itself.
	preview string
	// known are the ids and ARNs in the state.
	known map[string]bool
}

// read takes the output of "terraform show -json PLAN". Only what can be adopted counts.
func read(planJSON []byte) (planned, error) {
	var p tfjson.Plan
	if err := json.Unmarshal(planJSON, &p); err != nil {
		return planned{}, fmt.Errorf("read the plan's JSON: %w: make it with terraform show -json", err)
	}
	result := planned{known: map[string]bool{}, names: map[string]bool{}}
	for _, rc := range p.ResourceChanges {
		if rc == nil || rc.Change == nil || rc.Mode != tfjson.ManagedResourceMode {
			continue
		}
		beside := rc.Change.Actions.CreateBeforeDestroy()
		if !rc.Change.Actions.Create() {
			known(result.known, rc.Change.Before)
			known(result.known, rc.Change.After) // of what is imported there is nothing before
			if !beside {
				continue
			}
		}
		values, _ := rc.Change.After.(map[string]any)
		c := Create{Address: rc.Address, Type: rc.Type, Values: values, Beside: beside}
		result.names[c.tag("Name")] = true
		if project, environment := c.tag("Project"), c.tag("Environment"); project != "" && environment != "" {
			result.environment, result.preview = project+"-"+environment, c.tag(preview)
		}
		if Kinds[rc.Type].find != nil {
			result.creates = append(result.creates, c)
		}
	}
	return result, nil
}

func known(all map[string]bool, of any) {
	values, _ := of.(map[string]any)
	for _, attribute := range []string{"id", "arn"} {
		if id, ok := values[attribute].(string); ok {
			all[id] = true
		}
	}
}
