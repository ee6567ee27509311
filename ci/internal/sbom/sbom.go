// Package sbom takes the clock and the dice out of the bills of materials that trivy writes, so that an image has the same
// one each time it is asked for, and names the image in them by its digest.
package sbom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Subject is the image that a bill is of.
type Subject struct {
	Name   string // the service's
	Digest string // sha256:…
	Time   time.Time
}

// purl is the image's own name among packages.
func (s Subject) purl() string { return "pkg:oci/" + s.Name + "@" + url.QueryEscape(s.Digest) }

// id is a UUID that the same thing in the same image always has.
func (s Subject) id(of string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(s.purl()+"#"+of)).String()
}

type object = map[string]any

func read(what string, text []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var document object
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return document, nil
}

func write(document object) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(document)
	return text.Bytes(), err
}

// Report prepares trivy's report on the image for its conversion into bills: it names the image, adds the licences that the
// image does not tell (by name@version), and leaves out when the report was made.
func Report(subject Subject, report []byte, licences map[string][]string) ([]byte, error) {
	document, err := read("trivy's report", report)
	if err != nil {
		return nil, err
	}
	delete(document, "CreatedAt")
	delete(document, "ReportID")
	document["ArtifactName"] = subject.Name
	for _, result := range objects(document["Results"]) {
		for _, p := range objects(result["Packages"]) {
			if found := licences[fmt.Sprint(p["Name"])+"@"+fmt.Sprint(p["Version"])]; len(found) > 0 {
				p["Licenses"] = found
			}
		}
	}
	return write(document)
}

// CycloneDX makes a bill repeatable. Trivy gives a random name to each component that is no package, and sorts by it.
func CycloneDX(subject Subject, text []byte) ([]byte, error) {
	document, err := read("the CycloneDX bill", text)
	if err != nil {
		return nil, err
	}
	metadata, _ := document["metadata"].(object)
	root, _ := metadata["component"].(object)
	if root == nil {
		return nil, errors.New("the CycloneDX bill has no component that it is of")
	}
	document["serialNumber"] = "urn:uuid:" + subject.id("CycloneDX")
	metadata["timestamp"] = subject.Time.UTC().Format(time.RFC3339)

	names := map[string]string{}
	if ref, _ := root["bom-ref"].(string); ref != "" {
		names[ref] = subject.purl()
	}
	root["bom-ref"], root["purl"], root["version"] = subject.purl(), subject.purl(), subject.Digest
	components := objects(document["components"])
	twins := map[string]int{}
	for _, c := range components {
		ref, _ := c["bom-ref"].(string)
		if uuid.Validate(ref) != nil {
			continue
		}
		delete(c, "bom-ref")
		content, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		twins[string(content)]++
		names[ref] = subject.id(fmt.Sprintf("%d %s", twins[string(content)], content))
		c["bom-ref"] = names[ref]
	}
	rename := func(ref any) any {
		if name, known := names[fmt.Sprint(ref)]; known {
			return name
		}
		return ref
	}
	dependencies := objects(document["dependencies"])
	for _, d := range dependencies {
		d["ref"] = rename(d["ref"])
		on, _ := d["dependsOn"].([]any)
		for i := range on {
			on[i] = rename(on[i])
		}
		slices.SortFunc(on, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	document["components"] = sorted(components, "bom-ref")
	document["dependencies"] = sorted(dependencies, "ref")
	return write(document)
}

// SPDX makes a bill repeatable. Its elements have names of their content already.
func SPDX(subject Subject, text []byte) ([]byte, error) {
	document, err := read("the SPDX bill", text)
	if err != nil {
		return nil, err
	}
	info, _ := document["creationInfo"].(object)
	if info == nil {
		return nil, errors.New("the SPDX bill does not say what made it")
	}
	at := subject.Time.UTC().Format(time.RFC3339)
	document["documentNamespace"] = "https://spdx.org/spdxdocs/" + subject.Name + "-" + subject.id("SPDX")
	info["created"] = at
	for _, p := range objects(document["packages"]) {
		for _, a := range objects(p["annotations"]) {
			a["annotationDate"] = at
		}
		if p["primaryPackagePurpose"] == "CONTAINER" {
			p["versionInfo"] = subject.Digest
			p["externalRefs"] = []object{{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": subject.purl()}}
		}
	}
	return write(document)
}

// objects are the elements of a list that are objects.
func objects(list any) []object {
	elements, _ := list.([]any)
	var found []object
	for _, e := range elements {
		if o, ok := e.(object); ok {
			found = append(found, o)
		}
	}
	return found
}

func sorted(list []object, by string) []object {
	slices.SortStableFunc(list, func(a, b object) int { return strings.Compare(fmt.Sprint(a[by]), fmt.Sprint(b[by])) })
	if list == nil {
		return []object{}
	}
	return list
}
