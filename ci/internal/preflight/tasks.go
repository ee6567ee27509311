package preflight

import (
	"encoding/json"
	"slices"
	"strings"
)

// Service is a service of the plan on instances, at its full scale.
type Service struct {
	Name string
	// Tasks are as many as auto scaling may run, Most as many as ECS may run of them at once during a rolling change.
	Tasks, Most int
	// A task takes this much CPU, in units of a 1024th of a core, memory in MiB, and network interfaces.
	Task Resources
}

// Resources are what a task takes, or an instance has.
type Resources struct{ CPU, Memory, Interfaces int }

// Services are those of the plan that run on instances.
func (p *Plan) Services() []Service {
	var services []Service
	for _, r := range p.all("aws_ecs_service") {
		if r.fargate() || r.text("scheduling_strategy") == "DAEMON" {
			continue
		}
		s := Service{Name: r.text("name"), Tasks: p.scale(r)}
		s.Most = s.Tasks * max(100, r.number("deployment_maximum_percent", 200)) / 100
		if definition := p.target(r, "task_definition", "aws_ecs_task_definition"); definition != nil {
			s.Task = definition.takes()
		}
		services = append(services, s)
	}
	slices.SortFunc(services, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return services
}

func (r *resource) fargate() bool {
	return r.text("launch_type") == "FARGATE" || slices.ContainsFunc(blocks(r.values, "capacity_provider_strategy"), func(b map[string]any) bool {
		provider, _ := b["capacity_provider"].(string)
		return strings.HasPrefix(provider, "FARGATE")
	})
}

// scale is the number of tasks at full scale: what auto scaling may go up to, else the count.
func (p *Plan) scale(service *resource) int {
	for _, target := range p.all("aws_appautoscaling_target") {
		id := target.text("resource_id")
		// The id has the cluster's name in it, which may not be known yet. Then what stands in the service's module is the service's.
		if strings.HasSuffix(id, "/"+service.text("name")) || id == "" && target.module == service.module {
			return max(target.number("max_capacity", 1), p.peak(id, target.module))
		}
	}
	return service.number("desired_count", 1)
}

// peak is the most tasks that a schedule lets a range have; 0 where no schedule is of it.
func (p *Plan) peak(id, module string) int {
	most := 0
	for _, action := range p.all("aws_appautoscaling_scheduled_action") {
		if action.text("resource_id") != id || id == "" && action.module != module {
			continue
		}
		for _, set := range blocks(action.values, "scalable_target_action") {
			most = max(most, whole(set["max_capacity"], 0))
		}
	}
	return most
}

// takes is what a task of a definition takes, as ECS reserves it: of the task, else of its containers together.
func (r *resource) takes() Resources {
	var containers []struct{ CPU, Memory, MemoryReservation int }
	_ = json.Unmarshal([]byte(r.text("container_definitions")), &containers) // not known before the apply, where it has an address in it
	var sum Resources
	for _, c := range containers {
		sum.CPU += c.CPU
		if sum.Memory += c.MemoryReservation; c.MemoryReservation == 0 {
			sum.Memory += c.Memory
		}
	}
	takes := Resources{CPU: r.number("cpu", sum.CPU), Memory: r.number("memory", sum.Memory)}
	if r.text("network_mode") == "awsvpc" {
		takes.Interfaces = 1
	}
	return takes
}

// Group is the Auto Scaling group that the tasks run in.
type Group struct {
	Name string
	Max  int
	// Base of them are On-Demand, and so many in a hundred of the others.
	Base, Percent int
	// Changes says that the plan makes or changes it.
	Changes bool
	// Types are those of its instances, any of which AWS may start.
	Types []string
}

// Groups are the Auto Scaling groups of the plan.
func (p *Plan) Groups() []Group {
	var groups []Group
	for _, r := range p.all("aws_autoscaling_group") {
		g := Group{Name: r.text("name"), Max: r.number("max_size", 0), Percent: 100, Changes: r.action != ""}
		for _, policy := range blocks(r.values, "mixed_instances_policy") {
			for _, share := range blocks(policy, "instances_distribution") {
				g.Base, g.Percent = whole(share["on_demand_base_capacity"], 0), whole(share["on_demand_percentage_above_base_capacity"], 100)
			}
			for _, template := range blocks(policy, "launch_template") {
				for _, override := range blocks(template, "override") {
					if kind, ok := override["instance_type"].(string); ok && kind != "" {
						g.Types = append(g.Types, kind)
					}
				}
			}
		}
		if templates := p.all("aws_launch_template"); len(g.Types) == 0 && len(templates) == 1 && templates[0].text("instance_type") != "" {
			g.Types = []string{templates[0].text("instance_type")}
		}
		groups = append(groups, g)
	}
	return groups
}

// split is how many instances are On-Demand and how many Spot when the group is at its largest.
func (g Group) split() (onDemand, spot int) {
	base := min(g.Base, g.Max)
	onDemand = base + ((g.Max-base)*g.Percent+99)/100
	return onDemand, g.Max - onDemand
}
