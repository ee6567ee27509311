package readers

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dagger/slipway/internal/gate"
)

// TestLinters reads what the linters really printed about files with faults.
func TestLinters(t *testing.T) {
	sarifOf := func(tool string) func([]byte) ([]gate.Finding, error) {
		return func(text []byte) ([]gate.Finding, error) { return SARIF(tool, text) }
	}
	for _, test := range []struct {
		file string
		read func(text []byte) ([]gate.Finding, error)
		want []string
	}{
		{"shellcheck.json", Shellcheck, []string{
			"high SC1046 bad.sh:3 Couldn't find 'fi'", "high SC1073 bad.sh:3 Couldn't parse", "high SC1047 bad.sh:5 Expected 'fi'",
			"high SC1072 bad.sh:5 Expected 'fi'", "low SC2086 warn.sh:2 Double quote", "medium SC2164 warn.sh:3 Use 'cd",
		}},
		{"actionlint.json", Actionlint, []string{
			"low SC2086 .github/workflows/pr.yml:8 script:1:45: Double quote",
			`high expression .github/workflows/pr.yml:8 "github.event.pull_request.title" is potentially untrusted`,
			`high expression .github/workflows/pr.yml:9 property "evnt" is not defined`,
		}},
		{"golangci.sarif", Golangci, []string{
			"high errcheck services/catalog/planted.go:9 Error return value of `os.WriteFile` is not checked",
			"high staticcheck/SA1000 services/catalog/planted.go:10 SA1000: error parsing regexp",
		}},
		{"hadolint.sarif", sarifOf("hadolint"), []string{"medium DL3007 Dockerfile:1 Using latest", "medium DL3003 Dockerfile:2 Use WORKDIR"}},
		{"tflint.sarif", sarifOf("tflint"), []string{`medium terraform_unused_declarations terraform/modules/s3/bad.tf:1 variable "planted"`}},
		{"zizmor.sarif", sarifOf("zizmor"), []string{"high template-injection .github/workflows/pr.yml:10 code injection"}},
	} {
		t.Run(test.file, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + test.file)
			if err != nil {
				t.Fatal(err)
			}
			findings, err := test.read(text)
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) != len(test.want) {
				t.Errorf("%d findings, want %d", len(findings), len(test.want))
			}
			for i, f := range findings[:min(len(findings), len(test.want))] {
				got := fmt.Sprintf("%s %s %s %s", f.Severity, f.Rule, f.Where(), f.Message)
				if !strings.HasPrefix(got, test.want[i]) || f.Gate != "lint" || !strings.HasPrefix(test.file, strings.TrimSuffix(f.Tool, "-lint")) {
					t.Errorf("got %s by %s, want %s", got, f.Tool, test.want[i])
				}
			}
		})
	}
}

// TestNoAnswer has what a tool may print that did not look at anything. None of it may pass for an answer of no findings.
func TestNoAnswer(t *testing.T) {
	reads := map[string]func([]byte) ([]gate.Finding, error){
		"shellcheck": Shellcheck,
		"actionlint": Actionlint,
		"golangci":   Golangci,
	}
	for tool, texts := range map[string][]string{
		"shellcheck": {"", "{}", "null", "[]", `{"comments":null}`, "no such file"},
		"actionlint": {"", "{}", "null", "no such file"},
		"golangci":   {"", "null", "{}", `{"version":"2.1.0","runs":[]}`, `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":false}],"results":[]}]}`},
	} {
		for _, text := range texts {
			if found, err := reads[tool]([]byte(text)); err == nil {
				t.Errorf("%s: %q was taken for an answer: %v", tool, text, found)
			}
		}
	}
	for tool, text := range map[string]string{
		"shellcheck": `{"comments":[]}`, "actionlint": "[]", "golangci": `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"golangci-lint"}},"results":[]}]}`,
	} {
		if found, err := reads[tool]([]byte(text)); err != nil || len(found) > 0 {
			t.Errorf("%s, nothing found: %v, %v", tool, found, err)
		}
	}
}
