package environment

import (
	"maps"
	"slices"
	"strings"
)

// connect reads which services call which (uses.services), and refuses who can't be called, who can't call, and a circle, none of whom
// could be deployed before the others. Terraform refuses the same, without the line.
func (r *reader) connect(env *Environment) {
	services := r.top["services"]
	if services.node == nil || !r.knowsShapes() {
		return
	}
	calls := map[string]map[string]item{} // service → whom it calls → where that stands
	for _, service := range services.items {
		if service.node == nil {
			continue
		}
		used := service.get("uses").get("services")
		if used == nil || used.null() || used.kind != list || len(used.items) == 0 {
			continue // a wrong type was said
		}
		path := join(join(join("services", service.key), "uses"), "services")
		if env.Shapes[service.key] == Job {
			r.fail(used.at, path, "a job can't use a service, Service Connect is for services alone: take this out, and write the load "+
				"balancer's address, for example environment = { ORDERS_URL = \"https://shop.example.com\" }")
			continue
		}
		calls[service.key] = map[string]item{}
		for _, i := range used.items {
			name := i.text()
			if why := callable(env, name); why != "" {
				r.fail(i.node.at, path, "%s", why)
				continue
			}
			calls[service.key][name] = i
		}
	}
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		if circle := circleFrom(calls, name); circle != nil && !seen[name] {
			for _, one := range circle {
				seen[one] = true
			}
			r.fail(calls[name][circle[1]].node.at, join(join(join("services", name), "uses"), "services"),
				"%s: none of them can be deployed before the others. Take one out, and have it call the load balancer, or be told by the other",
				strings.Join(circle, " uses "))
		}
	}
}

// callable says why nobody can use a service, "" where one can.
func callable(env *Environment, name string) string {
	switch {
	case name == "":
		return "this is no name: write that of a service"
	case !slices.Contains(env.Services, name):
		if near := nearest(name, env.Services); near != "" {
			return "there is no service " + name + ": did you mean " + near + "?"
		}
		return "there is no service " + name + ": write the name of one of services"
	case env.Shapes[name] != Web:
		return name + " is a " + string(env.Shapes[name]) + ", which answers no requests: write a service that has a port"
	}
	return ""
}

// circleFrom is the shortest way from a service back to itself, it at both ends; nil where there is none.
func circleFrom(calls map[string]map[string]item, name string) []string {
	ways := [][]string{{name}}
	been := map[string]bool{}
	for len(ways) > 0 {
		way := ways[0]
		ways = ways[1:]
		for _, next := range slices.Sorted(maps.Keys(calls[way[len(way)-1]])) {
			if next == name {
				return append(way, next)
			}
			if !been[next] {
				been[next] = true
				ways = append(ways, append(slices.Clone(way), next))
			}
		}
	}
	return nil
}
