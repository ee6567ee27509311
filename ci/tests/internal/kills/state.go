package kills

import (
	"encoding/json"
	"errors"
	"fmt"
)

// State is a state of Terraform, as far as it is compared.
type State struct {
	Lineage   string
	Serial    int
	resources []resource
}

type resource struct {
	address, kind string
	attributes    map[string]any
}

// Holds tells whether there is a resource in the state.
func (s *State) Holds() bool { return s != nil && len(s.resources) > 0 }

// ReadState reads the object of a state. Its text stays out of the error: a state holds secrets.
func ReadState(text []byte) (*State, error) {
	var raw struct {
		Lineage   string
		Serial    int
		Resources []struct {
			Mode, Module, Type, Name string
			Instances                []struct {
				IndexKey   any `json:"index_key"`
				Deposed    string
				Attributes map[string]any
			}
		}
	}
	if json.Unmarshal(text, &raw) != nil || raw.Lineage == "" {
		return nil, errors.New("it is no state of Terraform")
	}
	state := &State{Lineage: raw.Lineage, Serial: raw.Serial}
	for _, r := range raw.Resources {
		if r.Mode != "managed" {
			continue
		}
		for _, instance := range r.Instances {
			address := r.Type + "." + r.Name
			if r.Module != "" {
				address = r.Module + "." + address
			}
			if instance.IndexKey != nil {
				key, _ := json.Marshal(instance.IndexKey) // a text or a number
				address += "[" + string(key) + "]"
			}
			if instance.Deposed != "" {
				address += " (deposed " + instance.Deposed + ")"
			}
			state.resources = append(state.resources, resource{address, r.Type, instance.Attributes})
		}
	}
	return state, nil
}

// Forward fails where a state is not a later one of the same. There may have been none before.
func Forward(before, after *State) error {
	switch {
	case before == nil:
		return nil
	case after == nil:
		return fmt.Errorf("the state with serial %d is gone", before.Serial)
	case before.Lineage != after.Lineage:
		return fmt.Errorf("the state began anew: its lineage was %s and is %s", before.Lineage, after.Lineage)
	case after.Serial < before.Serial:
		return fmt.Errorf("its serial went back from %d to %d", before.Serial, after.Serial)
	}
	return nil
}
