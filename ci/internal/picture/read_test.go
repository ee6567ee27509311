package picture

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dagger/slipway/internal/plan"
)

func TestReadRefuses(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "no JSON": "Plan: 1 to add", "no plan": "{}"} {
		if got, err := Read([]byte(text)); err == nil {
			t.Errorf("%s: got %+v and no error", name, got)
		}
	}
	if p := read(t, changes()); !p.Empty() {
		t.Errorf("a plan without resources is %+v", p)
	}
}

func TestRead(t *testing.T) {
	tests := map[string]struct {
		plan []byte
		want Platform
	}{
		"a bucket whose policy changes is updated": {
			changes(
				resourceJSON("aws_s3_bucket", "module.s3", "files", "no-op", `{"bucket":"shop-files-1"}`, ""),
				resourceJSON("aws_s3_bucket", "module.s3", "logs", "no-op", `{"bucket":"shop-logs-1"}`, ""),
				resourceJSON("aws_s3_bucket_policy", "module.s3", "files", "update", `{}`, ""),
			),
			Platform{Data: []Part{{Kind: "bucket", Name: "files", Action: plan.Update}, {Kind: "bucket", Name: "logs"}}},
		},
		"a service whose rule goes is updated, and has no path": {
			changes(
				resourceJSON("aws_ecs_service", `module.service["web"]`, "", "no-op", `{"name":"web","desired_count":1}`, ""),
				resourceJSON("aws_lb_listener_rule", `module.service["web"]`, "", "delete", `{"condition":[{"path_pattern":[{"values":["/a"]}]}]}`, ""),
			),
			Platform{Services: []Part{{Kind: "service", Name: "web", Notes: []string{"1 task"}, Action: plan.Update}}},
		},
		"what nobody asks is a worker, and what the clock starts a job": {
			changes(
				resourceJSON("aws_ecs_service", `module.service["mailer"]`, "", "no-op", `{"name":"mailer","desired_count":2,"load_balancer":[]}`, ""),
				resourceJSON("aws_ecs_service", `module.service["web"]`, "", "no-op", `{"name":"web","desired_count":2,"load_balancer":[{"container_name":"web"}]}`, ""),
				resourceJSON("aws_scheduler_schedule", "module.schedules", "report", "create", `{"name":"report","schedule_expression":"rate(1 hour)","schedule_expression_timezone":"UTC"}`, ""),
			),
			Platform{Services: []Part{
				{Kind: "worker", Name: "mailer", Notes: []string{"2 tasks"}}, {Kind: "service", Name: "web", Notes: []string{"2 tasks"}},
				{Kind: "job", Name: "report", Notes: []string{"rate(1 hour)", "UTC"}, Action: plan.Create},
			}},
		},
		"a number is no name": {
			[]byte(`{"format_version":"1.2","resource_changes":[{"address":"aws_ecs_service.this[0]","mode":"managed","type":"aws_ecs_service","name":"this","index":0,
				"change":{"actions":["no-op"],"after":{"name":"web"}}}]}`),
			Platform{Services: []Part{{Kind: "service", Name: "web"}}},
		},
		"what belongs to nothing drawn is counted": {
			changes(
				resourceJSON("aws_ecs_service", "", "", "no-op", `{"name":"web"}`, ""),
				resourceJSON("aws_iam_role", "", "", "create", `{}`, ""),
				resourceJSON("aws_iam_role", "module.iam", "web", "create", `{}`, ""),
				resourceJSON("aws_iam_role", "module.iam", "old", "delete", `{}`, ""),
			),
			Platform{Services: []Part{{Kind: "service", Name: "web"}}, Others: map[plan.Action]int{plan.Create: 2, plan.Delete: 1}},
		},
		"two load balancers of one module own nothing of it together": {
			changes(
				resourceJSON("aws_lb", "module.alb", "a", "no-op", `{"internal":true}`, ""),
				resourceJSON("aws_lb", "module.alb", "b", "no-op", `{}`, ""),
				resourceJSON("aws_security_group", "module.alb", "", "update", `{}`, ""),
			),
			Platform{
				Balancers: []Part{{Kind: "load balancer", Name: "a", Notes: []string{"internal"}}, {Kind: "load balancer", Name: "b", Notes: []string{"public"}}},
				Others:    map[plan.Action]int{plan.Update: 1},
			},
		},
		"a NAT gateway is in the zone of its key, of its subnet, or in none": {
			changes(
				resourceJSON("aws_subnet", "", "x", "no-op", `{"id":"subnet-1","availability_zone":"eu-west-1a","cidr_block":"10.0.0.0/20","tags":{"Tier":"private"}}`, ""),
				resourceJSON("aws_nat_gateway", "", "eu-west-1a", "create", `{}`, ""),
				resourceJSON("aws_nat_gateway", "", "y", "no-op", `{"subnet_id":"subnet-1"}`, ""),
				resourceJSON("aws_nat_gateway", "", "z", "delete", `{"subnet_id":"subnet-2"}`, ""),
			),
			Platform{Zones: []Zone{
				{Part: Part{Kind: "zone", Name: "a zone that is not known yet", Action: plan.Delete}, Parts: []Part{{Kind: "NAT gateway", Action: plan.Delete}}},
				{Part: Part{Kind: "zone", Name: "eu-west-1a"}, Parts: []Part{
					{Kind: "private subnet", Name: "10.0.0.0/20"}, {Kind: "NAT gateway", Action: plan.Create}, {Kind: "NAT gateway"},
				}},
			}},
		},
		"data sources and the remains of a replacement are not drawn": {
			changes(
				`{"mode":"data","type":"aws_vpc","name":"this","change":{"actions":["read"],"after":{}}}`,
				`{"mode":"managed","type":"aws_vpc","name":"this","deposed":"1a","change":{"actions":["delete"],"before":{}}}`,
			),
			Platform{},
		},
		"a database says in how many zones": {
			changes(
				resourceJSON("aws_db_instance", "", "a", "create", `{"instance_class":"db.t4g.small","multi_az":true}`, ""),
				resourceJSON("aws_db_instance", "", "b", "create", `{"multi_az":false}`, ""),
				resourceJSON("aws_db_instance", "", "c", "create", `{}`, ""),
			),
			Platform{Data: []Part{
				{Kind: "database", Name: "a", Notes: []string{"db.t4g.small", "in two zones"}, Action: plan.Create},
				{Kind: "database", Name: "b", Notes: []string{"in one zone"}, Action: plan.Create}, {Kind: "database", Name: "c", Action: plan.Create},
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, test.plan), cmpopts.IgnoreUnexported(Part{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("platform (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPaths(t *testing.T) {
	for _, test := range []struct{ patterns, want []string }{
		{[]string{"/*"}, []string{"/"}},
		{[]string{"/cart", "/cart/*"}, []string{"/cart"}},
		{[]string{"/cart/*"}, []string{"/cart/*"}},
		{nil, nil},
	} {
		if diff := cmp.Diff(test.want, paths(test.patterns)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.patterns, diff)
		}
	}
}
