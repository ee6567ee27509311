// Package deployment is what an apply leaves: services that ECS rolls out, and whether they serve.
package deployment

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Deployment is what Terraform says of the platform after an apply.
type Deployment struct {
	URL      string
	Services map[string]Service
}

// Service is an entry of the output `services` of stacks/platform.
type Service struct {
	Service        string            `json:"ecs_service"`
	Cluster        string            `json:"cluster"`
	TaskDefinition string            `json:"task_definition_arn"`
	Port           int               `json:"port"`
	Path           string            `json:"path"`
	HealthPath     string            `json:"health_path"`
	Desired        int               `json:"desired_count"`
	Environment    map[string]string `json:"container_environment"`
	Image          string            `json:"-"` // by digest, from the output `images`
}

// ErrNone says that the state has no services.
var ErrNone = errors.New("the platform's state has no services: nothing is deployed there, so run deploy first")

// Read reads the outputs of the platform, as `terraform output -json` prints them.
func Read(outputs []byte) (*Deployment, error) {
	var out struct {
		URL      struct{ Value string }
		Services struct{ Value map[string]Service }
		Images   struct{ Value map[string]string }
	}
	if err := json.Unmarshal(outputs, &out); err != nil {
		return nil, fmt.Errorf("read the outputs of the platform: %w", err)
	}
	if len(out.Services.Value) == 0 {
		return nil, ErrNone
	}
	d := &Deployment{URL: out.URL.Value, Services: maps.Clone(out.Services.Value)}
	for name, service := range d.Services {
		service.Image = out.Images.Value[name]
		d.Services[name] = service
	}
	return d, nil
}

// Names are the services' names.
func (d *Deployment) Names() []string { return slices.Sorted(maps.Keys(d.Services)) }
