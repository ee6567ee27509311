package readers

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"dagger/slipway/internal/gate"
)

func sample(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The samples are the tools' own reports, shortened.
func TestReports(t *testing.T) {
	const file = "stacks/platform/open.tf"
	for _, test := range []struct {
		name string
		read func([]byte) ([]gate.Finding, error)
		want []gate.Finding
	}{
		{"trivy-vulnerabilities.json", func(text []byte) ([]gate.Finding, error) { return Trivy("catalog", text) }, []gate.Finding{
			{Gate: "vulnerabilities", Tool: "trivy", Rule: "CVE-2026-99999", Severity: gate.Critical, Image: "catalog", File: "service",
				Package: "github.com/gin-gonic/gin", Version: "v1.12.0", Message: "a planted weakness", Remedy: "take 99.0.0",
				URL: "https://avd.aquasec.com/nvd/cve-2026-99999"},
		}},
		{"trivy-secrets.json", func(text []byte) ([]gate.Finding, error) { return Trivy("", text) }, []gate.Finding{
			{Gate: "secrets", Tool: "trivy", Rule: "aws-access-key-id", Severity: gate.Critical, File: "services/catalog/keys.go", Line: 3,
				Message: "AWS Access Key ID", Remedy: "revoke it, then give it as a secret and not as a file"},
			{Gate: "secrets", Tool: "trivy", Rule: "github-pat", Severity: gate.Critical, File: "services/catalog/keys.go", Line: 5,
				Message: "GitHub Personal Access Token", Remedy: "revoke it, then give it as a secret and not as a file"},
		}},
		{"trivy-misconfigurations.json", func(text []byte) ([]gate.Finding, error) { return Trivy("", text) }, []gate.Finding{
			{Gate: "misconfiguration", Tool: "trivy", Rule: "DS-0002", Severity: gate.High, File: "services/x/Dockerfile",
				Message: "Specify at least 1 USER command in Dockerfile with non-root user as argument",
				Remedy:  "Add 'USER <non root user name>' line to the Dockerfile", URL: "https://avd.aquasec.com/misconfig/ds-0002"},
			{Gate: "misconfiguration", Tool: "trivy", Rule: "AWS-0089", Severity: gate.Low, File: file, Line: 1,
				Message: "aws_s3_bucket.open: Bucket has logging disabled",
				Remedy:  "Add a logging block to the resource to enable access logging", URL: "https://avd.aquasec.com/misconfig/aws-0089"},
			{Gate: "misconfiguration", Tool: "trivy", Rule: "AWS-0092", Severity: gate.High, File: file, Line: 7,
				Message: `aws_s3_bucket_acl.open: Bucket has a public ACL: "public-read"`,
				Remedy:  "Don't use canned ACLs or switch to private acl", URL: "https://avd.aquasec.com/misconfig/aws-0092"},
		}},
		{"checkov.json", Checkov, []gate.Finding{
			{Gate: "misconfiguration", Tool: "checkov", Rule: "CKV2_AWS_6", Severity: gate.High, File: file, Line: 1,
				Message: "aws_s3_bucket.open: Ensure that S3 bucket has a Public Access block", URL: checkovRules},
			{Gate: "misconfiguration", Tool: "checkov", Rule: "CKV_AWS_20", Severity: gate.High, File: file, Line: 1,
				Message: "aws_s3_bucket.open: S3 Bucket has an ACL defined which allows public READ access.", URL: checkovRules},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := test.read(sample(t, test.name))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, found); diff != "" {
				t.Error(diff)
			}
			text, err := gate.SARIF(gate.Judge(found[0].Gate, found, gate.Low, nil, time.Now()))
			if err != nil {
				t.Fatal(err)
			}
			report, err := sarif.FromBytes(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Validate(); err != nil {
				t.Errorf("%v\n%s", err, text)
			}
			if _, err := test.read([]byte("{")); err == nil {
				t.Error("half a report was read")
			}
		})
	}
}

func TestCheckovForms(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		says string
	}{
		"nothing to look at": {`{"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0}`, ""},
		"a list":             {`[{"check_type": "terraform", "results": {"failed_checks": []}, "summary": {"parsing_errors": 0}}]`, ""},
		"all of it":          {`{"results": {"passed_checks": [{}], "failed_checks": [], "parsing_errors": []}, "summary": {"parsing_errors": 0}}`, ""},
		"an unreadable file": {`{"results": {"parsing_errors": ["/src/terraform/modules/alb/main.tf"]}}`, "could not read terraform/modules/alb/main.tf: "},
	} {
		found, err := Checkov([]byte(test.text))
		if test.says == "" && (err != nil || len(found) != 0) || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

func TestModules(t *testing.T) {
	got, err := Modules(sample(t, "trivy-image.json"))
	want := []string{"github.com/gin-gonic/gin@v1.12.0", "github.com/leodido/go-urn@v1.4.0", "golang.org/x/net@v0.62.0"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestLicences(t *testing.T) {
	modules := string(sample(t, "trivy-modules.json"))
	for _, test := range []struct {
		name, from, to string
		want           []gate.Finding
	}{
		{"one is not known", "", "", []gate.Finding{
			{Rule: "unknown", Severity: gate.High, Package: "github.com/leodido/go-urn", Version: "v1.4.0", Message: `its licence is of the class "unknown"`},
		}},
		{"one is restricted", `"LOW",
     "Category": "notice",
     "PkgName": "golang.org/x/net"`, `"HIGH", "Category": "restricted", "PkgName": "golang.org/x/net"`, []gate.Finding{
			{Rule: "unknown", Severity: gate.High, Package: "github.com/leodido/go-urn", Version: "v1.4.0", Message: `its licence is of the class "unknown"`},
			{Rule: "BSD-3-Clause", Severity: gate.High, Package: "golang.org/x/net", Version: "v0.62.0", Message: `its licence is of the class "restricted"`},
		}},
		{"another version is another library", `"Version": "v0.62.0"`, `"Version": "v0.1.0"`, []gate.Finding{
			{Rule: "unknown", Severity: gate.High, Package: "github.com/leodido/go-urn", Version: "v1.4.0", Message: `its licence is of the class "unknown"`},
			{Rule: "unknown", Severity: gate.High, Package: "golang.org/x/net", Version: "v0.62.0", Message: `its licence is of the class "unknown"`},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(modules, test.from) {
				t.Fatal("the sample has nothing to replace")
			}
			got, err := Licences("catalog", sample(t, "trivy-image.json"), []byte(strings.Replace(modules, test.from, test.to, 1)))
			if err != nil {
				t.Fatal(err)
			}
			for i := range test.want {
				w := &test.want[i]
				w.Gate, w.Tool, w.Image, w.File = "licences", "trivy", "catalog", "service"
				w.Remedy = "do without it, or have somebody who may accept the licence allow it in .slipway.yaml"
			}
			slices.SortFunc(got, func(a, b gate.Finding) int { return strings.Compare(a.Package, b.Package) })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
