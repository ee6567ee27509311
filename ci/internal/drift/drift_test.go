package drift

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"dagger/slipway/internal/gate"
)

var (
	today   = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	errNone = fs.ErrNotExist
)

// resource is one entry of resource_drift or resource_changes.
func resource(address, kind, action, before, after string) string {
	return fmt.Sprintf(`{"address":%q,"mode":"managed","type":%q,"change":{"actions":[%q],"before":%s,"after":%s}}`, address, kind, action, before, after)
}

func planned(drift, changes []string) []byte {
	return fmt.Appendf(nil, `{"format_version":"1.2","terraform_version":"1.11.4","resource_drift":[%s],"resource_changes":[%s],"output_changes":`+
		`{"url":{"actions":["update"],"before":"a","after":"b"}}}`, strings.Join(drift, ","), strings.Join(changes, ","))
}

func TestJudge(t *testing.T) {
	group := resource("module.alb.aws_security_group.this", "aws_security_group", "update", `{"ingress":[]}`, `{"ingress":[{"from_port":22}]}`)
	alarm := resource(`module.cloudwatch.aws_cloudwatch_metric_alarm.this["down"]`, "aws_cloudwatch_metric_alarm", "delete", `{"id":"down"}`, "null")
	again := resource(`module.cloudwatch.aws_cloudwatch_metric_alarm.this["down"]`, "aws_cloudwatch_metric_alarm", "create", "null", `{"name":"down"}`)
	count := resource(`module.service["orders"].aws_ecs_service.this`, "aws_ecs_service", "update", `{"desired_count":2,"x":1}`, `{"desired_count":5,"x":1}`)
	instances := resource("module.asg.aws_autoscaling_group.this", "aws_autoscaling_group", "update", `{"desired_capacity":2}`, `{"desired_capacity":3}`)
	clock := resource(`module.rds.aws_db_instance.this["main"]`, "aws_db_instance", "update", `{"latest_restorable_time":"03:00"}`, `{"latest_restorable_time":"03:05"}`)
	made := resource(`module.service["orders"].aws_cloudwatch_metric_alarm.this["5xx"]`, "aws_cloudwatch_metric_alarm", "update",
		`{"dimensions":null,"actions":null,"metric_query":[{"id":"e1","account_id":"","period":null,"return_data":null}]}`,
		`{"dimensions":{},"actions":[],"metric_query":[{"id":"e1","account_id":null,"period":0,"return_data":false}]}`)
	both := resource(`module.service["orders"].aws_ecs_service.this`, "aws_ecs_service", "update", `{"desired_count":2,"x":1}`, `{"desired_count":5,"x":2}`)
	settings := resource("module.vpc.aws_flow_log.this", "aws_flow_log", "update", `{"interval":60}`, `{"interval":600}`)
	allowed := func(rule, resource, until string) []gate.Allowance {
		list, err := gate.ReadAllowances(func(file string) ([]byte, error) {
			if file != gate.File {
				return nil, errNone
			}
			return fmt.Appendf(nil, "allowances:\n  - gate: drift\n    rule: %s\n    environment: prod\n    resource: %s\n    reason: the network team tries it\n    expires: %s\n",
				rule, resource, until), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	for name, c := range map[string]struct {
		plan       []byte
		allowances []gate.Allowance
		refuses    []string // nothing is no drift
	}{
		"nothing, and outputs do not count": {plan: planned(nil, nil)},
		"a security group that somebody changed": {
			plan:    planned([]string{group}, nil),
			refuses: []string{"changed", "module.alb.aws_security_group.this", "ingress of it changed; an apply leaves it as it is"},
		},
		"an alarm that somebody deleted": {
			plan: planned([]string{alarm}, []string{again}), refuses: []string{"deleted", `this["down"]`, "it is gone; an apply would create it"},
		},
		"settings that were not applied": {
			plan:    planned(nil, []string{settings}),
			refuses: []string{"pending", "module.vpc.aws_flow_log.this", "nobody touched it, and an apply would update it: interval"},
		},
		"what auto scaling moves":          {plan: planned([]string{count, instances}, nil)},
		"what was made a moment ago":       {plan: planned([]string{made}, nil)},
		"what the clock moves":             {plan: planned([]string{clock}, nil)},
		"auto scaling and somebody":        {plan: planned([]string{both}, nil), refuses: []string{"x of it changed"}},
		"an allowance":                     {plan: planned([]string{group}, nil), allowances: allowed("changed", "module.alb", "2026-12-24")},
		"an allowance of something else":   {plan: planned([]string{group}, nil), allowances: allowed("deleted", "module.alb", "2026-12-24"), refuses: []string{"ingress"}},
		"an allowance whose day is over":   {plan: planned([]string{group}, nil), allowances: allowed("changed", "module.alb", "2026-11-28"), refuses: []string{"allowed until 2026-11-28"}},
		"one that is over, and no drift":   {plan: planned(nil, nil), allowances: allowed("changed", "module.alb", "2026-11-28"), refuses: []string{"expired on 2026-11-28"}},
		"the allowance of another's world": {plan: planned([]string{group}, nil), allowances: allowed("changed", "module.alb", "2026-12-24"), refuses: []string{"ingress"}},
	} {
		t.Run(name, func(t *testing.T) {
			environment := "prod"
			if strings.Contains(name, "another's world") {
				environment = "staging"
			}
			verdict, err := Judge(environment, c.plan, c.allowances, today)
			if err != nil {
				t.Fatal(err)
			}
			text := verdict.Text()
			if (verdict.Err() != nil) != (len(c.refuses) > 0) {
				t.Errorf("refuses %v:\n%s", verdict.Err() != nil, text)
			}
			for _, words := range c.refuses {
				if !strings.Contains(text, words) {
					t.Errorf("%q is not in:\n%s", words, text)
				}
			}
		})
	}
}

func TestJudgeRefuses(t *testing.T) {
	if _, err := Judge("prod", []byte(`{"errored":true,"format_version":"1.2"}`), nil, today); err == nil || !strings.Contains(err.Error(), "incomplete") {
		t.Errorf("a plan that failed: %v", err)
	}
	if _, err := Judge("prod", planned(nil, nil), []gate.Allowance{{Gate: gate.Drift, Rule: "moved"}}, today); err == nil || !strings.Contains(err.Error(), `rule "moved" is unknown`) {
		t.Errorf("an allowance of no rule: %v", err)
	}
}
