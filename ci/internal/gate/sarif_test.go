package gate_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
)

func TestSARIF(t *testing.T) {
	allowances, err := gate.ReadAllowances(func(file string) ([]byte, error) {
		if file != gate.File {
			return nil, fs.ErrNotExist
		}
		return []byte("allowances:\n- {gate: lint, rule: unused, reason: it is not reached, expires: 2027-01-01}\n"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	lint := gate.Judge(gate.Lint, []gate.Finding{
		{Gate: gate.Lint, Tool: "golangci-lint", Rule: "errcheck", Severity: gate.Medium, File: "services/catalog/main.go", Line: 7, Message: "unchecked error"},
		{Gate: gate.Lint, Tool: "tflint", Rule: "unused", Severity: gate.Low, File: "terraform/modules/vpc/main.tf", Message: "not used"},
	}, gate.Low, allowances, now)
	images := gate.Judge(gate.Vulnerabilities, []gate.Finding{
		{Gate: gate.Vulnerabilities, Tool: "trivy", Rule: "CVE-2026-1", Severity: gate.Critical, Image: "orders", Folder: "apps/orders", File: "service", Package: "golang.org/x/text", Version: "0.3.0", Message: "loops", Remedy: "take 0.3.8"},
	}, gate.High, nil, now)
	plan := gate.Judge(gate.Policy, []gate.Finding{
		{Gate: gate.Policy, Tool: "opa", Rule: "nat-per-zone", Severity: gate.High, Environment: "prod", Resource: "module.vpc", Message: "one for two"},
	}, gate.Low, nil, now)
	for name, test := range map[string]struct {
		verdicts []gate.Verdict
		says     string
	}{
		"two gates":     {[]gate.Verdict{lint, images}, "it is not reached (until 2027-01-01)"},
		"a plan":        {[]gate.Verdict{plan}, "prod, module.vpc: one for two"},
		"nothing found": {nil, "slipway"},
	} {
		text, err := gate.SARIF(test.verdicts...)
		if err != nil {
			t.Fatal(err)
		}
		report, err := sarif.FromBytes(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil || !strings.Contains(string(text), test.says) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		var back []gate.Finding
		if back, err = readers.SARIF("golangci-lint", text); err != nil {
			t.Fatal(err)
		}
		if name == "two gates" && (len(back) != 3 || back[0].Line != 7 || back[0].Rule != "errcheck" || back[0].Severity != gate.Medium || back[2].Severity != gate.High || back[2].File != "apps/orders") {
			t.Errorf("read back: %+v", back)
		}
		if name == "a plan" && (len(back) != 1 || back[0].File != "terraform") {
			t.Errorf("read back: %+v", back)
		}
	}
}
