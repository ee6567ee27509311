package finding

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

var today = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func found() []Finding {
	return []Finding{
		{Gate: "lint", Tool: "golangci-lint", Rule: "errcheck", Severity: Medium, File: "services/catalog/main.go", Line: 7, Message: "unchecked error"},
		{Gate: "lint", Tool: "tflint", Rule: "unused", Severity: Low, File: "terraform/modules/vpc/main.tf", Message: "not used"},
		{Gate: "vulnerabilities", Tool: "trivy", Rule: "CVE-2026-1", Severity: Critical, Image: "orders", File: "service", Package: "golang.org/x/text", Version: "0.3.0", Message: "loops", Fix: "take 0.3.8"},
	}
}

func allowances(t *testing.T, text string) []Allowance {
	t.Helper()
	a, err := ReadAllowances(AllowancesFile, []byte("allowances:\n"+text))
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

func TestReadAllowances(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"unknown gate": {"- {gate: lnit, rule: errcheck" + term + "2027-01-01}", `gate "lnit" is unknown`},
		"no rule":      {"- {gate: lint" + term + "2027-01-01}", "rule is missing"},
		"no reason":    {"- {gate: lint, rule: errcheck, expires: 2027-01-01}", "write why"},
		"no end":       {"- {gate: lint, rule: errcheck, reason: it is not reached}", "last day"},
		"bad pattern":  {"- {gate: lint, rule: errcheck, file: 'a[': , reason: it is not reached, expires: 2027-01-01}", ""},
		"other field":  {"- {gate: lint, rule: errcheck, path: a" + term + "2027-01-01}", "path"},
	} {
		if _, err := ReadAllowances(AllowancesFile, []byte("allowances:\n"+test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSARIF(t *testing.T) {
	lint := Judge("lint", found()[:2], Low, allowances(t, "- {gate: lint, rule: unused"+term+"2027-01-01}"), today)
	images := Judge("vulnerabilities", found()[2:], High, nil, today)
	for name, verdicts := range map[string][]Verdict{"two gates": {lint, images}, "nothing found": {}} {
		text, err := SARIF(verdicts...)
		if err != nil {
			t.Fatal(err)
		}
		report, err := sarif.FromBytes(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		var back []Finding
		if back, err = ReadSARIF("lint", "golangci-lint", text); err != nil {
			t.Fatal(err)
		}
		if name == "two gates" && (len(back) != 3 || back[0].Line != 7 || back[0].Rule != "errcheck" || back[0].Severity != Medium || back[2].Severity != High) {
			t.Errorf("read back: %+v", back)
		}
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
}
