package gate

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

var today = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func found() []Finding {
	return []Finding{
		{Gate: "lint", Tool: "golangci-lint", Rule: "errcheck", Severity: Medium, File: "services/catalog/main.go", Line: 7, Message: "unchecked error"},
		{Gate: "lint", Tool: "tflint", Rule: "unused", Severity: Low, File: "terraform/modules/vpc/main.tf", Message: "not used"},
		{Gate: "vulnerabilities", Tool: "trivy", Rule: "CVE-2026-1", Severity: Critical, Image: "orders", File: "service", Package: "golang.org/x/text", Version: "0.3.0", Message: "loops", Remedy: "take 0.3.8"},
		{Gate: "policy", Tool: "opa", Rule: "two-tasks", Severity: High, Environment: "prod", Resource: "module.api.aws_ecs_service.this", Message: "1 task"},
	}
}

func allowances(t *testing.T, text string) []Allowance {
	t.Helper()
	a, err := parse([]byte("allowances:\n" + text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const term = ", reason: it is not reached, expires: "

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name, gate, allowances  string
		threshold               Severity
		refused, allowed, below int
		expired, unused         int
		says                    string
	}{
		{"nothing allowed", "lint", "", Low, 2, 0, 0, 0, 0, "services/catalog/main.go:7"},
		{"below the threshold", "lint", "", High, 0, 0, 2, 0, 0, "0 refused, 0 allowed, 2 below high"},
		{"its folder", "lint", "- {gate: lint, rule: errcheck, file: services/catalog" + term + "2026-11-24}", Low, 1, 1, 0, 0, 0, "allowed until 2026-11-24"},
		{"a folder of like name", "lint", "- {gate: lint, rule: errcheck, file: services/cat" + term + "2027-01-01}", Low, 2, 0, 0, 0, 1, "not needed"},
		{"a pattern", "lint", "- {gate: lint, rule: errcheck, file: services/*/main.go" + term + "2027-01-01}", Low, 1, 1, 0, 0, 0, ""},
		{"the day after", "lint", "- {gate: lint, rule: errcheck" + term + "2026-11-23}", Low, 2, 0, 0, 1, 0, "expired on 2026-11-23"},
		{"expired, and needed no more", "lint", "- {gate: lint, rule: gone" + term + "2026-11-23}", High, 0, 0, 2, 1, 0, "decide anew in .slipway.yaml"},
		{"another gate's", "lint", "- {gate: secrets, rule: errcheck" + term + "2026-11-23}", Low, 2, 0, 0, 0, 0, ""},
		{"another package", "vulnerabilities", "- {gate: vulnerabilities, rule: CVE-2026-1, package: golang.org/x/net" + term + "2027-01-01}", High, 1, 0, 0, 0, 1, "fix: take 0.3.8"},
		{"another gate's, of the same rule", "lint", "- {gate: secrets, rule: errcheck" + term + "2027-01-01}", Low, 2, 0, 0, 0, 0, ""},
		{"expired twice", "lint", "- {gate: lint, rule: errcheck" + term + "2026-11-22}\n- {gate: lint, rule: errcheck" + term + "2026-10-31}", Low, 2, 0, 0, 2, 0, "it was allowed until 2026-11-22"},
		{"another image", "vulnerabilities", "- {gate: vulnerabilities, rule: CVE-2026-1, image: catalog" + term + "2027-01-01}", High, 1, 0, 0, 0, 1, ""},
		{"its module", "policy", "- {gate: policy, rule: two-tasks, environment: prod, resource: module.api" + term + "2027-01-01}", Low, 0, 1, 0, 0, 0, "0 rules, 0 refused, 1 allowed"},
		{"a module of like name", "policy", "- {gate: policy, rule: two-tasks, environment: prod, resource: module.ap" + term + "2027-01-01}", Low, 1, 0, 0, 0, 1, "at module.ap is not needed"},
		{"another environment", "policy", "- {gate: policy, rule: two-tasks, environment: staging" + term + "2027-01-01}", Low, 1, 0, 0, 0, 1, "in staging is not needed"},
		{"its image", "vulnerabilities", "- {gate: vulnerabilities, rule: CVE-2026-1, image: orders" + term + "2027-01-01}", High, 0, 1, 0, 0, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var own []Finding
			for _, f := range found() {
				if f.Gate == test.gate {
					own = append(own, f)
				}
			}
			v := Judge(test.gate, own, test.threshold, allowances(t, test.allowances), today)
			if len(v.Refused) != test.refused || len(v.Allowed) != test.allowed || len(v.Below) != test.below ||
				len(v.Expired) != test.expired || len(v.Unused) != test.unused || !strings.Contains(v.Text(), test.says) {
				t.Errorf("%s", v.Text())
			}
			var refusal *RefusedError
			if err := v.Err(); errors.As(err, &refusal) != (test.refused+test.expired > 0) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

func TestSeverity(t *testing.T) {
	for word, want := range map[string]Severity{"CRITICAL": Critical, "moderate": Medium, "UNKNOWN": High, "": High, "style": Low} {
		if got := FromTool(word); got != want {
			t.Errorf("%q is %s, want %s", word, got, want)
		}
	}
	if _, err := ParseSeverity("unknown"); err == nil {
		t.Error("a threshold of unknown was taken")
	}
	if text, err := json.Marshal(found()[2]); err != nil || !strings.Contains(string(text), `"severity":"critical"`) {
		t.Errorf("%s, %v", text, err)
	}
	var finding Finding
	if err := json.Unmarshal([]byte(`{"severity":"medium"}`), &finding); err != nil || finding.Severity != Medium {
		t.Errorf("medium came back as %s, %v", finding.Severity, err)
	}
	if err := json.Unmarshal([]byte(`{"severity":"dire"}`), &finding); err == nil {
		t.Error("the severity dire was taken")
	}
}

// TestText has one finding of each form: in a row, and with the reason of its rule in a paragraph.
func TestText(t *testing.T) {
	found := []Finding{
		{Gate: "policy", Tool: "opa", Rule: "nat-per-zone", Severity: High, Resource: "module.vpc", Environment: "prod", Message: "one for two", Reason: "zones fail", Remedy: "add one"},
		{Gate: "policy", Tool: "opa", Rule: "two-tasks", Severity: High, Resource: "module.api", Environment: "prod", Message: "1 task", Remedy: "run 2"},
	}
	v := Judge(Policy, found, Low, allowances(t, "- {gate: policy, rule: two-tasks, environment: prod, resource: module.api"+term+"2026-11-23}"), today)
	v.Environment, v.Rules = "prod", 2
	want := `policy for prod: 2 rules, 2 refused, 0 allowed, 0 not known before the apply, 1 allowances expired

nat-per-zone: module.vpc
  one for two
  why: zones fail
  fix: add one

SEVERITY  TOOL  RULE       WHERE       WHAT
high      opa   two-tasks  module.api  1 task; fix: run 2; it was allowed until 2026-11-23
  the allowance of two-tasks in prod at module.api expired on 2026-11-23: mend what it allowed and remove it, or decide anew in .slipway.yaml
`
	if v.Text() != want {
		t.Errorf("got\n%s\nwant\n%s", v.Text(), want)
	}
	if err := v.Err(); err == nil || err.Error() != "policy for prod: refused\n"+want+"Mend each, or allow it for a time in .slipway.yaml.\n" {
		t.Errorf("error: %v", err)
	}
}
