package policy

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dagger/slipway/internal/allowance"
)

const answer = `{"result":[{"expressions":[{"value":{
 "environment":"prod",
 "unseen":[{"id":"two-tasks","address":"module.later","message":"unknown"}],
 "findings":[
  {"id":"two-tasks","address":"module.service[\"orders\"].aws_ecs_service.this","message":"1 task","reason":"r","fix":"f"},
  {"id":"nat-per-zone","address":"module.vpc","message":"one for two","reason":"r","fix":"f"}],
 "rules":[{"id":"two-tasks"},{"id":"nat-per-zone"}]}}]}]}`

func evaluation(t *testing.T) Evaluation {
	t.Helper()
	e, err := Read([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRead(t *testing.T) {
	if e := evaluation(t); len(e.Findings) != 2 || e.Findings[0].ID != "nat-per-zone" {
		t.Errorf("findings are not sorted by rule: %+v", e.Findings)
	}
	for name, text := range map[string]string{
		"no rules":      `{"result":[{"expressions":[{"value":{"findings":[],"rules":[]}}]}]}`,
		"no answer":     `{}`,
		"not an answer": `rego_parse_error`,
	} {
		if _, err := Read([]byte(text)); err == nil {
			t.Errorf("%s: taken for a plan without findings", name)
		}
	}
}

func TestReadAllowances(t *testing.T) {
	rules := evaluation(t).Rules
	if a, err := ReadAllowances("f", nil, rules); err != nil || len(a) != 0 {
		t.Errorf("an empty file: %v, %v", a, err)
	}
	entry := func(rule, env, reason, expires string) string {
		return "allowances:\n- {rule: " + rule + ", environment: " + env + ", reason: " + reason + ", expires: " + expires + "}\n"
	}
	for name, test := range map[string]struct{ text, want string }{
		"unknown rule":   {entry("nat", "prod", "it is cheap", "2027-01-31"), `rule "nat" is unknown`},
		"no environment": {entry("two-tasks", `""`, "it is cheap", "2027-01-31"), "environment is missing"},
		"no reason":      {entry("two-tasks", "prod", "because", "2027-01-31"), "write why"},
		"no end":         {entry("two-tasks", "prod", "it is cheap", "never"), "last day"},
		"no such field":  {"allowances:\n- {id: two-tasks}\n", "id"},
	} {
		_, err := ReadAllowances("allowances.yaml", []byte(test.text), rules)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "allowances.yaml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJudge(t *testing.T) {
	const orders = `module.service["orders"]`
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateTime, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, test := range []struct {
		name       string
		allowances []Allowance
		today      string
		refused    int
		text       string
	}{
		{"nothing allowed", nil, "2026-11-24 10:00:00", 2, "fix: f"},
		{"its last hour", []Allowance{{Rule: "nat-per-zone", Environment: "prod", Term: allowance.Term{Expires: "2026-11-24"}}}, "2026-11-24 23:59:59", 1, "two-tasks"},
		{"the day after", []Allowance{{Rule: "nat-per-zone", Environment: "prod", Term: allowance.Term{Expires: "2026-11-24"}}}, "2026-11-25 00:00:01", 2, "It was allowed until 2026-11-24"},
		{"another environment", []Allowance{{Rule: "nat-per-zone", Environment: "staging", Term: allowance.Term{Expires: "2026-11-24"}}}, "2026-11-24 10:00:00", 2, ""},
		{"its module", []Allowance{{Rule: "two-tasks", Environment: "prod", Address: orders, Term: allowance.Term{Expires: "2027-01-01"}}}, "2026-11-24 10:00:00", 1, "nat-per-zone"},
		{"a module of like name", []Allowance{{Rule: "two-tasks", Environment: "prod", Address: `module.serv`, Term: allowance.Term{Expires: "2027-01-01"}}}, "2026-11-24 10:00:00", 2, ""},
		{"an expired and a good one", []Allowance{
			{Rule: "nat-per-zone", Environment: "prod", Term: allowance.Term{Expires: "2026-01-01"}},
			{Rule: "nat-per-zone", Environment: "prod", Term: allowance.Term{Expires: "2027-01-01"}},
		}, "2026-11-24 10:00:00", 1, "two-tasks"},
	} {
		for i := range test.allowances {
			a := &test.allowances[i]
			a.Reason = "a test needs it"
			if err := a.check(evaluation(t).Rules); err != nil {
				t.Fatal(err)
			}
		}
		v := Judge(evaluation(t), test.allowances, day(test.today))
		var violation *ViolationError
		if err := v.Err(); !errors.As(err, &violation) || len(v.Refused) != test.refused || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: refused %d: %v", test.name, len(v.Refused), err)
		}
	}
}

func TestVerdict(t *testing.T) {
	allowances := []Allowance{
		{Rule: "nat-per-zone", Environment: "prod", Term: allowance.Term{Reason: "one zone is enough here", Expires: "2027-01-01"}},
		{Rule: "two-tasks", Environment: "prod", Term: allowance.Term{Reason: "one at a time", Expires: "2027-01-01"}},
		{Rule: "two-tasks", Environment: "prod", Address: "module.gone", Term: allowance.Term{Reason: "one at a time", Expires: "2027-01-01"}},
	}
	for i := range allowances {
		if err := allowances[i].check(evaluation(t).Rules); err != nil {
			t.Fatal(err)
		}
	}
	v := Judge(evaluation(t), allowances, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	if err := v.Err(); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"2 rules, 0 findings refused, 2 allowed, 1 not known", "one zone is enough here", "at module.gone is not needed", "not known before the apply: two-tasks at module.later"} {
		if !strings.Contains(v.Text(), want) {
			t.Errorf("%q is not in:\n%s", want, v.Text())
		}
	}
}
