package environment

import (
	"strings"
	"testing"
)

func TestRelease(t *testing.T) {
	const head = "project = \"shop\"\nenvironment = \"e\"\nregion = \"eu-west-1\"\nservices = { a = { port = 8080 } }\n"
	for _, test := range []struct {
		name, settings string
		lint, signed   bool
		scan, err      string
	}{
		{"an account demands everything", "", true, true, "high", ""},
		{"the emulator demands nothing", "emulated = true", false, false, "none", ""},
		{"a part is said", `release = { scan = "critical" }`, true, true, "critical", ""},
		{"nothing is demanded", `release = { lint = false, scan = "none", signed = false }`, false, false, "none", ""},
		{"a key", `release = { signer = { public_key = "release.pub" } }`, true, true, "high", ""},
		{"a misspelt demand", `release = { sigend = true }`, false, false, "", "e.tfvars:5: release.sigend: there is no such setting: did you mean signed?"},
		{"two signers", `release = { signer = { public_key = "a", kms_key = "b" } }`, false, false, "", "e.tfvars:5: release.signer: write either public_key"},
		{"no signer in it", `release = { signer = {} }`, false, false, "", "either public_key"},
		{"an identity by nobody", `release = { signer = { identity = "a" } }`, false, false, "", "write both"},
		{"a severity that there is not", `release = { scan = "severe" }`, false, false, "", "write low, medium"},
		{"a wrong type", `release = { signed = "perhaps" }`, false, false, "", "true or false is needed"},
	} {
		env, err := Read("e", "e.tfvars", []byte(head+test.settings), schema(t))
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) || !strings.Contains(err.Error(), "e.tfvars") {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if r := env.Release; err != nil || r.Lint != test.lint || r.Signed != test.signed || r.Scan != test.scan {
			t.Errorf("%s: %+v, %v", test.name, env.Release, err)
		}
	}
}
