// Package tfstate reads a state of Terraform as its backend holds it, format version 4. Terraform itself prints a state for
// machines only with the provider at hand, which takes it seconds.
package tfstate

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// State is a state of a stack.
type State struct {
	// Lineage names the state through all its changes, and Serial counts them.
	Lineage string
	Serial  int
	// Outputs are its outputs: NAME → {value}.
	Outputs map[string]json.RawMessage
	// Resources are the managed ones, each instance for itself, as the state has them.
	Resources []Resource
}

// Resource is an instance of a managed resource.
type Resource struct {
	// Address is Terraform's: module.ecr.aws_ecr_repository.this["orders"].
	Address string
	// Module is the module of the root that it is in, without an instance key: "module.ecr". Empty is the root itself.
	Module     string
	Type       string
	Attributes map[string]any
}

// Text is an attribute that is a text; empty where it is none.
func (r Resource) Text(attribute string) string {
	text, _ := r.Attributes[attribute].(string)
	return text
}

var top = regexp.MustCompile(`^module\.[^.\[]+`)

// Read reads a state. Its text stays out of the error: a state holds secrets.
func Read(text []byte) (State, error) {
	var raw struct {
		Version   int
		Lineage   string
		Serial    int
		Outputs   map[string]json.RawMessage
		Resources []struct {
			Mode, Module, Type, Name string
			Instances                []struct {
				IndexKey   any `json:"index_key"`
				Attributes map[string]any
			}
		}
	}
	if json.Unmarshal(text, &raw) != nil || raw.Lineage == "" {
		return State{}, errors.New("it is no state of Terraform")
	}
	if raw.Version != 4 {
		return State{}, fmt.Errorf("it has format %d, and format 4 is known", raw.Version)
	}
	state := State{Lineage: raw.Lineage, Serial: raw.Serial, Outputs: raw.Outputs}
	for _, r := range raw.Resources {
		if r.Mode != "managed" {
			continue
		}
		address := r.Type + "." + r.Name
		if r.Module != "" {
			address = r.Module + "." + address
		}
		for _, instance := range r.Instances {
			state.Resources = append(state.Resources, Resource{
				Address: address + index(instance.IndexKey), Module: top.FindString(r.Module), Type: r.Type, Attributes: instance.Attributes,
			})
		}
	}
	return state, nil
}

func index(key any) string {
	switch key := key.(type) {
	case string:
		return fmt.Sprintf("[%q]", key)
	case float64:
		return fmt.Sprintf("[%d]", int(key))
	}
	return ""
}

// Names are the names of the resources of a type.
func (s State) Names(kind string) []string {
	var names []string
	for _, r := range s.Resources {
		if name := r.Text("name"); r.Type == kind && name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Modules are the modules that the root calls and of which the state holds something, without instance keys, sorted.
func (s State) Modules() []string {
	var modules []string
	for _, r := range s.Resources {
		if r.Module != "" {
			modules = append(modules, r.Module)
		}
	}
	slices.Sort(modules)
	return slices.Compact(modules)
}
