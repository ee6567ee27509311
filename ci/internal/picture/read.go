package picture

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"

	"dagger/slipway/internal/plan"
)

// Read takes what "terraform show -json PLAN" printed. A plan of something else than a platform gives an empty one; what is no plan is
// an error.
func Read(planJSON []byte) (Platform, error) {
	var planned tfjson.Plan
	planned.UseJSONNumber(true) // a count of 2 is "2", and not "2.0"
	if err := json.Unmarshal(planJSON, &planned); err != nil {
		return Platform{}, fmt.Errorf("read the plan's JSON: %w: make it with terraform show -json", err)
	}
	r := &reader{resources: resources(planned)}
	p := r.platform()
	p.Others = r.belonging(&p)
	p.uses(planned.Variables["services"])
	return p, nil
}

// reader makes parts of resources. What is no part yet is left in it.
type reader struct{ resources []resource }

func (r *reader) platform() Platform {
	var p Platform
	p.Balancers = r.parts("load balancer", r.balancerNotes, "aws_lb")
	p.Clusters = r.parts("ECS cluster", nil, "aws_ecs_cluster")
	p.Instances = r.parts("instances", instanceNotes, "aws_autoscaling_group")
	workers := r.workers()
	p.Services = r.parts(web, r.serviceNotes, "aws_ecs_service")
	for i, service := range p.Services {
		if workers[service.place] {
			p.Services[i].Kind = "worker"
		}
	}
	p.Services = append(p.Services, r.parts("job", jobNotes, "aws_scheduler_schedule")...)
	for _, kind := range stores {
		p.Data = append(p.Data, r.parts(kind.word, kind.notes, kind.types...)...)
	}
	p.Zones = r.zones()
	if networks := r.parts("VPC", func(v resource) []string { return v.all("cidr_block") }, "aws_vpc"); len(networks) > 0 {
		p.Network = &networks[0]
	}
	return p
}

// parts takes the resources of some types out, and makes a part of each, sorted by name.
func (r *reader) parts(kind string, notes func(resource) []string, types ...string) []Part {
	var parts []Part
	for _, taken := range r.take(types...) {
		part := Part{Kind: kind, Name: taken.called(), Action: taken.action, place: taken.place}
		if notes != nil {
			part.Notes = notes(taken)
		}
		parts = append(parts, part)
	}
	slices.SortStableFunc(parts, func(a, b Part) int { return cmp.Compare(a.Name, b.Name) })
	return parts
}

func (r *reader) take(types ...string) (taken []resource) {
	var left []resource
	for _, resource := range r.resources {
		if slices.Contains(types, resource.kind) {
			taken = append(taken, resource)
		} else {
			left = append(left, resource)
		}
	}
	r.resources = left
	return taken
}

// belonging has each resource that changes and is no part count for the part that it belongs to: a bucket whose policy changes is
// updated. The others are counted.
func (r *reader) belonging(p *Platform) map[plan.Action]int {
	byPlace, byModule := map[place]*Part{}, map[string][]*Part{}
	for part := range p.all() {
		byPlace[part.place] = part
	}
	for _, parts := range [][]Part{p.Balancers, p.Clusters, p.Instances, p.Services} {
		for i := range parts {
			byModule[parts[i].place.module] = append(byModule[parts[i].place.module], &parts[i])
		}
	}
	if p.Network != nil {
		byModule[p.Network.place.module] = append(byModule[p.Network.place.module], p.Network)
	}
	others := map[plan.Action]int{}
	for _, resource := range r.resources {
		if resource.action == "" {
			continue
		}
		part := byPlace[resource.place]
		// The part that a module is for: of several, it is none of them.
		if owners := byModule[resource.place.module]; (part == nil || resource.place.key == "") && resource.place.module != "" && len(owners) == 1 {
			part = owners[0]
		}
		switch {
		case part == nil || resource.place == place{}:
			others[resource.action]++
		case part.Action == "":
			part.Action = plan.Update
		}
	}
	return others
}

// all yields every part, for a change.
func (p *Platform) all() func(yield func(*Part) bool) {
	return func(yield func(*Part) bool) {
		for _, parts := range [][]Part{p.Balancers, p.Clusters, p.Instances, p.Services, p.Data} {
			for i := range parts {
				if !yield(&parts[i]) {
					return
				}
			}
		}
		for i := range p.Zones {
			if !yield(&p.Zones[i].Part) {
				return
			}
		}
		if p.Network != nil {
			yield(p.Network)
		}
	}
}
