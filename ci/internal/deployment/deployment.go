// Package deployment is what an apply leaves: services that ECS rolls out, and whether they serve.
package deployment

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
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
	Shape          string            `json:"shape"` // web, worker or job; "" of a state from before there were others than web
	Service        string            `json:"ecs_service"`
	Cluster        string            `json:"cluster"`
	TaskDefinition string            `json:"task_definition_arn"`
	Port           int               `json:"port"`
	Path           string            `json:"path"`
	Hosts          []string          `json:"hosts"`
	TargetGroup    string            `json:"target_group_arn"`
	HealthPath     string            `json:"health_path"`
	VersionPath    string            `json:"version_path"`  // whose answer has the image's digest; "" where none has
	Smoke          []Request         `json:"smoke"`         // what the service must answer, in the settings' order
	Ready          int               `json:"ready_seconds"` // seconds that a task may take until it is healthy
	Desired        int               `json:"desired_count"`
	Environment    map[string]string `json:"container_environment"`
	Command        []string          `json:"command"` // in the place of the image's; empty for that
	ImageOf        string            `json:"image"`   // the service whose image it is: itself, or another; "" of an older state, for itself
	Image          string            `json:"-"`       // by digest, from the output `images`
}

// Request is a GET request of the settings, and what must come back.
type Request struct {
	Path     string `json:"path"`
	Status   int    `json:"status"`
	Contains string `json:"contains"`
	Host     string `json:"host"` // "" for the name that the service is asked by
}

// leastPatience is how long a container or a load balancer may take until it answers, however short its health checks.
const leastPatience = 60 * time.Second

// Patience is how long to ask a service before it counts as one that does not serve.
func (s Service) Patience() time.Duration {
	return max(leastPatience, time.Duration(s.Ready)*time.Second)
}

// Job is the shape of what the clock starts.
const Job = "job"

// Web tells a service that answers requests from one that nobody asks.
func (s Service) Web() bool { return s.Shape == "" || s.Shape == "web" }

// Digest is that of the image: sha256:….
func (s Service) Digest() string {
	_, digest, _ := strings.Cut(s.Image, "@")
	return digest
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
		service.Image = images[cmp.Or(service.ImageOf, name)]
		d.Services[name] = service
	}
	return d, nil
}

// Names are the services' names.
func (d *Deployment) Names() []string { return slices.Sorted(maps.Keys(d.Services)) }

// Address is where clients find a service, without a path: at a host of its own, or else at the platform's name. It is nil where HTTPS
// serves and nothing names the service that a certificate could have.
func (d *Deployment) Address(service Service) (*url.URL, error) {
	address, err := url.Parse(d.URL)
	if err != nil {
		return nil, fmt.Errorf("read the platform's address: %w", err)
	}
	if len(service.Hosts) > 0 {
		address.Host = Named(service.Hosts[0])
	}
	if address.Scheme == "https" && address.Host == d.LoadBalancer {
		return nil, nil //nolint:nilnil // no address is an answer
	}
	address.Path = ""
	return address, nil
}

// Named is a host that can be asked for: a wildcard takes any name in its place.
func Named(host string) string { return strings.Replace(host, "*", "slipway", 1) }

// Takes reports whether the load balancer sends a service what is asked for, rather than another one with a longer path, or none.
func (d *Deployment) Takes(service Service, asked Request) bool {
	path, _, _ := strings.Cut(asked.Path, "?")
	if !below(path, service.Path) {
		return false
	}
	for _, other := range d.Services {
		if len(other.Path) > len(service.Path) && below(path, other.Path) && (len(other.Hosts) == 0 || shareHost(other, service)) {
			return false
		}
	}
	return true
}

// below is the load balancer's rule: "/catalog" takes itself and what is below it, and "/" takes all.
func below(path, rule string) bool {
	return strings.HasPrefix(path+"/", strings.TrimSuffix(rule, "/")+"/")
}

func shareHost(a, b Service) bool {
	return slices.ContainsFunc(a.Hosts, func(host string) bool { return slices.Contains(b.Hosts, host) })
}
