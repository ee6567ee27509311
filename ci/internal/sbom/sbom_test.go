package sbom

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

var subject = Subject{Name: "catalog", Digest: "sha256:" + strings.Repeat("ab", 32), Time: time.Unix(1, 0)}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The samples are what trivy made of one image in two runs.
func TestRepeatable(t *testing.T) {
	for form, test := range map[string]struct {
		normalise func(Subject, []byte) ([]byte, error)
		says      []string
	}{
		"cdx": {CycloneDX, []string{
			`"bom-ref": "pkg:oci/catalog@sha256%3Aabab`, `"timestamp": "1970-01-01T00:00:01Z"`, `"purl": "pkg:golang/github.com/gin-gonic/gin@v1.12.0"`,
		}},
		"spdx": {SPDX, []string{
			`"referenceLocator": "pkg:oci/catalog@sha256%3Aabab`, `"created": "1970-01-01T00:00:01Z"`, `https://spdx.org/spdxdocs/catalog-`,
		}},
	} {
		t.Run(form, func(t *testing.T) {
			first, second := sample(t, "first."+form+".json"), sample(t, "second."+form+".json")
			if bytes.Equal(first, second) {
				t.Fatal("the samples do not differ, and prove nothing")
			}
			a, err := test.normalise(subject, first)
			if err != nil {
				t.Fatal(err)
			}
			b, err := test.normalise(subject, second)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, b) {
				t.Errorf("two runs differ:\n%s\n%s", a, b)
			}
			for _, want := range test.says {
				if !bytes.Contains(a, []byte(want)) {
					t.Errorf("%s is not in\n%s", want, a)
				}
			}
			other := subject
			other.Digest = "sha256:" + strings.Repeat("cd", 32)
			c, err := test.normalise(other, first)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Equal(a, c) {
				t.Error("another image has the same bill")
			}
			if _, err := test.normalise(subject, []byte("{}")); err == nil {
				t.Error("a bill of nothing was taken")
			}
		})
	}
}

// Every name that a CycloneDX bill refers to must still be that of something in it.
func TestReferences(t *testing.T) {
	text, err := CycloneDX(subject, sample(t, "first.cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var bill struct {
		Metadata     struct{ Component component }
		Components   []component
		Dependencies []struct {
			Ref       string
			DependsOn []string
		}
	}
	if err := json.Unmarshal(text, &bill); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{bill.Metadata.Component.Ref: true}
	for _, c := range bill.Components {
		if there[c.Ref] {
			t.Errorf("%q is there twice", c.Ref)
		}
		there[c.Ref] = true
	}
	if len(there) < 4 {
		t.Fatalf("only %d components", len(there))
	}
	for _, d := range bill.Dependencies {
		for _, ref := range append(d.DependsOn, d.Ref) {
			if !there[ref] {
				t.Errorf("%q is nowhere", ref)
			}
		}
	}
}

type component struct {
	Ref string `json:"bom-ref"`
}

func TestReport(t *testing.T) {
	text, err := Report(subject, []byte(`{"CreatedAt": "2026-11-24T14:56:47Z", "ReportID": "1", "ArtifactName": "/image", "Results": [
		{"Packages": [{"Name": "stdlib", "Version": "v1.26.8"}, {"Name": "a", "Version": "v1.0.0"}]}]}`),
		map[string][]string{"a@v1.0.0": {"MIT"}, "stdlib@v1.0.0": {"GPL-3.0"}})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		CreatedAt, ReportID, ArtifactName string
		Results                           []struct{ Packages []struct{ Licenses []string } }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	packages := got.Results[0].Packages
	if got.CreatedAt+got.ReportID != "" || got.ArtifactName != "catalog" || packages[0].Licenses != nil || len(packages[1].Licenses) != 1 {
		t.Errorf("%s", text)
	}
}
