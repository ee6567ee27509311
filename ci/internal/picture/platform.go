package picture

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"dagger/slipway/internal/plan"
)

// store is a kind of what holds data.
type store struct {
	word  string
	types []string
	notes func(resource) []string
	// uses is where the settings of a service name it: the attribute of its `uses`.
	uses string
}

var stores = []store{
	{"database", []string{"aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster"}, databaseNotes, "databases"},
	{"table", []string{"aws_dynamodb_table"}, nil, "tables"},
	{"bucket", []string{"aws_s3_bucket"}, nil, "buckets"},
	{"files", []string{"aws_efs_file_system"}, nil, ""},
	{"cache", []string{"aws_elasticache_replication_group"}, nil, ""},
	{"queue", []string{"aws_sqs_queue"}, nil, "queues"},
	{secretWord, []string{"aws_secretsmanager_secret"}, nil, ""},
}

const secretWord = "secret"

func databaseNotes(r resource) []string {
	notes := r.all("instance_class")
	switch r.one("multi_az") {
	case "true":
		return append(notes, "in two zones")
	case "false":
		return append(notes, "in one zone")
	}
	return notes
}

func (r *reader) balancerNotes(balancer resource) []string {
	way := "public"
	if balancer.one("internal") == "true" {
		way = "internal"
	}
	var ports []string
	for _, listener := range r.resources {
		if listener.kind == "aws_lb_listener" && listener.place.module == balancer.place.module && listener.action != plan.Delete {
			ports = append(ports, strings.TrimSpace(listener.one("protocol")+" "+listener.one("port")))
		}
	}
	slices.Sort(ports)
	return append([]string{way}, ports...)
}

func instanceNotes(group resource) []string {
	notes := []string{span(group.one("min_size"), group.one("max_size"), "instances")}
	return append(notes, group.all("mixed_instances_policy", "launch_template", "override", "instance_type")...)
}

// serviceNotes are where a service is reached, and how many tasks it has. The rule and the range are those of its module.
func (r *reader) serviceNotes(service resource) []string {
	var notes []string
	tasks := span(service.one("desired_count"), service.one("desired_count"), "tasks")
	for _, other := range r.resources {
		if service.place.module == "" || other.place.module != service.place.module || other.action == plan.Delete && service.action != plan.Delete {
			continue
		}
		switch other.kind {
		case "aws_lb_listener_rule":
			notes = append(notes, other.all("condition", "host_header", "values")...)
			notes = append(notes, paths(other.all("condition", "path_pattern", "values"))...)
		case "aws_appautoscaling_target":
			tasks = span(other.one("min_capacity"), other.one("max_capacity"), "tasks")
		}
	}
	if tasks != "" {
		notes = append(notes, tasks)
	}
	return notes
}

// web is the kind of a service that a load balancer points to. A worker and a job are asked by nobody.
const web = "service"

// workers are the places of the services of which the plan knows that they are behind no load balancer.
func (r *reader) workers() map[place]bool {
	found := map[place]bool{}
	for _, service := range r.resources {
		values, _ := service.values.(map[string]any)
		if balancers, known := values["load_balancer"].([]any); service.kind == "aws_ecs_service" && known && len(balancers) == 0 {
			found[service.place] = true
		}
	}
	return found
}

// jobNotes say when a job runs.
func jobNotes(schedule resource) []string {
	return append(schedule.all("schedule_expression"), schedule.all("schedule_expression_timezone")...)
}

// paths leaves out the patterns that only repeat a path: "/cart/*" beside "/cart".
func paths(patterns []string) []string {
	var kept []string
	for _, pattern := range patterns {
		if path := strings.TrimSuffix(pattern, "/*"); path == "" {
			kept = append(kept, "/")
		} else if path == pattern || !slices.Contains(patterns, path) {
			kept = append(kept, pattern)
		}
	}
	return kept
}

// span is a range in words, empty where its ends are not known.
func span(low, high, of string) string {
	switch {
	case low == "" || high == "":
		return ""
	case low == high && low == "1":
		return "1 " + strings.TrimSuffix(of, "s")
	case low == high:
		return low + " " + of
	}
	return fmt.Sprintf("%s to %s %s", low, high, of)
}

// zones are those of the subnets, with the NAT gateways whose key or whose subnet tells where they are.
func (r *reader) zones() []Zone {
	zones, zoneOf := map[string]*Zone{}, map[string]string{}
	for _, subnet := range r.take("aws_subnet") {
		name := subnet.one("availability_zone")
		if name == "" {
			name = "a zone that AWS chooses"
		}
		if zones[name] == nil {
			zones[name] = &Zone{Part: Part{Kind: "zone", Name: name, place: subnet.place}}
		}
		if id := subnet.one("id"); id != "" {
			zoneOf[id] = name
		}
		zones[name].Parts = append(zones[name].Parts, Part{Kind: tier(subnet) + " subnet", Name: subnet.one("cidr_block"), Action: subnet.action})
	}
	for _, gateway := range r.take("aws_nat_gateway") {
		part := Part{Kind: "NAT gateway", Action: gateway.action}
		name := gateway.place.key
		if zones[name] == nil {
			name = zoneOf[gateway.one("subnet_id")]
		}
		if zones[name] == nil {
			name = "a zone that is not known yet"
			zones[name] = &Zone{Part: Part{Kind: "zone", Name: name}}
		}
		zones[name].Parts = append(zones[name].Parts, part)
	}
	var sorted []Zone
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		zone := zones[name]
		slices.SortStableFunc(zone.Parts, func(a, b Part) int { return strings.Compare(b.Kind, a.Kind) })
		zone.Action = common(zone.Parts)
		sorted = append(sorted, *zone)
	}
	return sorted
}

// common is what happens to all parts, or nothing: what happens to some is theirs alone.
func common(parts []Part) plan.Action {
	for _, part := range parts {
		if part.Action != parts[0].Action {
			return ""
		}
	}
	return parts[0].Action
}

func tier(subnet resource) string {
	for _, text := range append(subnet.all("tags", "Tier"), subnet.name, subnet.one("tags", "Name")) {
		for _, tier := range []string{"public", "private"} {
			if strings.Contains(strings.ToLower(text), tier) {
				return tier
			}
		}
	}
	return "other"
}

// uses writes down which data the services use, by the variable `services`. Of the variable comes out only what names a part.
func (p *Platform) uses(services *tfjson.PlanVariable) {
	if services == nil {
		return
	}
	for i, service := range p.Services {
		wanted := map[string]bool{}
		for _, kind := range stores {
			for _, name := range dig(services.Value, service.Name, "uses", kind.uses) {
				wanted[kind.word+" "+fmt.Sprint(name)] = true
			}
		}
		for _, secrets := range dig(services.Value, service.Name, "secrets") {
			variables, _ := secrets.(map[string]any)
			for _, name := range variables {
				wanted[secretWord+" "+fmt.Sprint(name)] = true
			}
		}
		for _, data := range p.Data {
			if wanted[data.ID()] {
				p.Services[i].Uses = append(p.Services[i].Uses, data.ID())
			}
		}
	}
}
