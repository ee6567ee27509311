// Package deployment is what an apply leaves: services that ECS rolls out, and whether they serve.
package deployment

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Deployment is what Terraform says of the platform after an apply.
type Deployment struct {
	URL string
	// LoadBalancer is its own DNS name, whatever name clients use.
	LoadBalancer string
	Services     map[string]Service
}

// Service is an entry of the output `services` of stacks/platform.
type Service struct {
	Service        string            `json:"ecs_service"`
	Cluster        string            `json:"cluster"`
	TaskDefinition string            `json:"task_definition_arn"`
	Port           int               `json:"port"`
	Path           string            `json:"path"`
	Hosts          []string          `json:"hosts"`
	TargetGroup    string            `json:"target_group_arn"`
	HealthPath     string            `json:"health_path"`
	Desired        int               `json:"desired_count"`
	Environment    map[string]string `json:"container_environment"`
	Image          string            `json:"-"` // by digest, from the output `images`
}

// ErrNone says that the state has no services.
var ErrNone = errors.New("the platform's state has no services: nothing is deployed there, so run deploy first")

// Read reads the outputs of the platform, as its state has them: NAME → {value}.
func Read(outputs map[string]json.RawMessage) (*Deployment, error) {
	d := &Deployment{}
	images := map[string]string{}
	for name, to := range map[string]any{"url": &d.URL, "alb_dns_name": &d.LoadBalancer, "services": &d.Services, "images": &images} {
		value := struct{ Value any }{to}
		if text, there := outputs[name]; there {
			if err := json.Unmarshal(text, &value); err != nil {
				return nil, fmt.Errorf("read the output %s of the platform: %w", name, err)
			}
		}
	}
	if len(d.Services) == 0 {
		return nil, ErrNone
	}
	for name, service := range d.Services {
		service.Image = images[name]
		d.Services[name] = service
	}
	return d, nil
}

// Names are the services' names.
func (d *Deployment) Names() []string { return slices.Sorted(maps.Keys(d.Services)) }

// HealthAddress is where clients find a service's health path: by a host of its own, or else by the platform's name. It is nil where
// HTTPS serves and nothing names the service that a certificate could have.
func (d *Deployment) HealthAddress(service Service) (*url.URL, error) {
	address, err := url.Parse(d.URL)
	if err != nil {
		return nil, fmt.Errorf("read the platform's address: %w", err)
	}
	if len(service.Hosts) > 0 {
		address.Host = strings.Replace(service.Hosts[0], "*", "slipway", 1) // a wildcard takes any name
	}
	if address.Scheme == "https" && address.Host == d.LoadBalancer {
		return nil, nil //nolint:nilnil // no address is an answer
	}
	address.Path = service.HealthPath
	return address, nil
}
