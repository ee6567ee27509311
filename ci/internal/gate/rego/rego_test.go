package rego

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"dagger/slipway/internal/gate"
)

const printed = `{"result":[{"expressions":[{"value":{
 "environment":"prod",
 "unseen":[{"id":"two-tasks","address":"module.later","message":"unknown"}],
 "findings":[
  {"id":"two-tasks","address":"module.service[\"orders\"].aws_ecs_service.this","message":"1 task","reason":"r","fix":"f"},
  {"id":"nat-per-zone","address":"module.vpc","message":"one for two","reason":"r","fix":"f"}],
 "rules":[{"id":"two-tasks"},{"id":"nat-per-zone"}]}}]}]}`

func evaluation(t *testing.T) Evaluation {
	t.Helper()
	e, err := Read([]byte(printed))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRead(t *testing.T) {
	if e := evaluation(t); len(e.Findings) != 2 || e.Findings[0].Rule != "nat-per-zone" {
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

// allowed is an entry of the policy's for each "rule environment expires resource".
func allowed(t *testing.T, entries ...string) []gate.Allowance {
	t.Helper()
	text := "allowances:\n- {gate: lint, rule: two-tasks, reason: a test needs it, expires: 2026-01-01}\n"
	for _, entry := range entries {
		part := strings.SplitN(entry+" ", " ", 4)
		text += "- {gate: policy, rule: " + part[0] + ", environment: " + part[1] + ", expires: " + part[2] +
			", reason: a test needs it, resource: '" + strings.TrimSpace(part[3]) + "'}\n"
	}
	allowances, err := gate.ReadAllowances(func(file string) ([]byte, error) {
		if file != gate.File {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return allowances
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name       string
		allowances []string
		now        string
		refused    int
		expired    int
		text       string
	}{
		{"nothing allowed", nil, "2026-11-24 10:00:00", 2, 0, "fix: f"},
		{"its last hour", []string{"nat-per-zone prod 2026-11-24"}, "2026-11-24 23:59:59", 1, 0, "two-tasks"},
		{"the day after", []string{"nat-per-zone prod 2026-11-24"}, "2026-11-25 00:00:01", 2, 1, "It was allowed until 2026-11-24"},
		{"another environment", []string{"nat-per-zone staging 2026-11-24"}, "2026-11-24 10:00:00", 2, 0, ""},
		{"another environment, expired", []string{"nat-per-zone staging 2026-11-23"}, "2026-11-24 10:00:00", 2, 0, ""},
		{"its module", []string{`two-tasks prod 2027-01-01 module.service["orders"]`}, "2026-11-24 10:00:00", 1, 0, "nat-per-zone"},
		{"a module of like name", []string{"two-tasks prod 2027-01-01 module.serv"}, "2026-11-24 10:00:00", 2, 0, ""},
		{"an expired and a good one", []string{"nat-per-zone prod 2026-01-01", "nat-per-zone prod 2027-01-01"}, "2026-11-24 10:00:00", 1, 1, "two-tasks"},
		{"an expired one alone", []string{"nat-per-zone prod 2027-01-01", "two-tasks prod 2027-01-01", "two-tasks prod 2026-01-01"}, "2026-11-24 10:00:00", 0, 1, "expired on 2026-01-01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			now, err := time.Parse(time.DateTime, test.now)
			if err != nil {
				t.Fatal(err)
			}
			v, err := evaluation(t).Judge(allowed(t, test.allowances...), now)
			if err != nil {
				t.Fatal(err)
			}
			var refusal *gate.RefusedError
			if err := v.Err(); !errors.As(err, &refusal) || len(v.Refused) != test.refused || len(v.Expired) != test.expired || !strings.Contains(err.Error(), test.text) {
				t.Errorf("refused %d, expired %d: %v", len(v.Refused), len(v.Expired), err)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	v, err := evaluation(t).Judge(allowed(t,
		"nat-per-zone prod 2027-01-01", "two-tasks prod 2027-01-01", "two-tasks prod 2027-01-01 module.gone", "two-tasks staging 2026-01-01",
	), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Err(); err != nil {
		t.Error(err)
	}
	for _, want := range []string{
		"policy for prod: 2 rules, 0 refused, 2 allowed, 1 not known before the apply\n", "nat-per-zone at module.vpc: a test needs it",
		"at module.gone is not needed", "not known before the apply: two-tasks at module.later",
	} {
		if !strings.Contains(v.Text(), want) {
			t.Errorf("%q is not in:\n%s", want, v.Text())
		}
	}
	if _, err := evaluation(t).Judge(allowed(t, "nat staging 2027-01-01"), now); err == nil || !strings.Contains(err.Error(), `rule "nat" is unknown`) {
		t.Errorf("an unknown rule: %v", err)
	}
}
