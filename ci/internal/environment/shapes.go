package environment

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Shape is what the tasks of a service are.
type Shape string

const (
	// Web answers requests behind the load balancer.
	Web Shape = "web"
	// Worker runs all the time, and nobody asks it.
	Worker Shape = "worker"
	// Job is started by the clock, and ends.
	Job Shape = "job"
)

// notOf are the settings that say nothing to a shape.
var (
	ways  = []string{"port", "path", "hosts", "priority", "health_path", "version_path", "smoke"}
	notOf = map[Shape]map[string][]string{
		Worker: {"as nobody reaches it": ways, "as it runs all the time": {"timezone", "retry"}},
		Job:    {"as nobody reaches it": ways, "as it runs once each time": {"worker", "count", "allow_single_task", "scaling", "health_check", "exec", "sidecars", "starts_after"}},
		Web:    {"as it runs all the time": {"timezone", "retry"}},
	}
)

// shapes tells what each service is, and refuses what its shape can't have. Terraform refuses the same, without the line.
func (r *reader) shapes(env *Environment) {
	env.Shapes = map[string]Shape{}
	if !r.knowsShapes() {
		for _, name := range env.Services {
			env.Shapes[name] = Web // the stack of a repository of its own
		}
		return
	}
	services := r.top["services"]
	if services.node == nil {
		return // that it is missing was said
	}
	for _, service := range services.items {
		if service.node == nil || service.kind != object {
			continue
		}
		shape := service.shape()
		env.Shapes[service.key] = shape
		path := join("services", service.key)
		if port := service.get("port"); shape == Web && (port == nil || port.null()) {
			r.fail(service.node.at, join(path, "port"), "this is missing: a number is needed, or worker = true or a schedule for what answers no requests")
		}
		for _, i := range service.items {
			r.fits(shape, path, i)
		}
	}
}

// paths are what the load balancer's rules take, which the more exact ones must come before.
func (r *reader) paths(env *Environment) {
	env.Paths = map[string]string{}
	for _, name := range env.Services {
		if env.Shapes[name] == Web {
			env.Paths[name] = cmp.Or(r.top["services"].get(name).get("path").text(), "/")
		}
	}
}

func (r *reader) fits(shape Shape, path string, i item) {
	if i.null() {
		return
	}
	for why, keys := range notOf[shape] {
		if slices.Contains(keys, i.key) && i.text() != "false" {
			r.fail(i.at, join(path, i.key), "a %s has none, %s: take this out%s", nouns[shape], why, says[shape])
		}
	}
	if shape == Job || i.key != "scaling" || i.kind != object {
		return
	}
	for _, by := range i.items {
		switch {
		case by.null():
		case by.key == "requests" && shape == Worker:
			r.fail(by.at, join(join(path, "scaling"), "requests"), "a %s gets no requests: write cpu, memory or queue, for example cpu = 60", shape)
		case by.key == "queue" && shape == Web:
			r.fail(by.at, join(join(path, "scaling"), "queue"), "a %s gets its work from requests: write cpu, memory or requests, or worker = true for what works on a queue", nouns[shape])
		}
	}
}

var (
	nouns = map[Shape]string{Web: "service behind the load balancer", Worker: "worker", Job: "job"}
	// says names the setting that makes the shape.
	says = map[Shape]string{Web: ", or write a schedule", Worker: ", or take worker out", Job: ", or take schedule out"}
)

func (n *node) shape() Shape {
	if schedule := n.get("schedule"); schedule != nil && !schedule.null() {
		return Job
	}
	if n.get("worker").text() == "true" {
		return Worker
	}
	return Web
}

// text is a leaf as Terraform would convert it, "" for null and for what is no leaf.
func (n *node) text() string {
	switch {
	case n == nil || n.kind != leaf || n.leaf.IsNull():
		return ""
	case n.leaf.Type() == cty.Bool:
		return fmt.Sprint(n.leaf.True())
	case n.leaf.Type() == cty.String:
		return n.leaf.AsString()
	}
	return ""
}

func (r *reader) knowsShapes() bool {
	constraint := r.schema.variables["services"].constraint
	return constraint.IsMapType() && constraint.ElementType().IsObjectType() && constraint.ElementType().HasAttribute("worker")
}
