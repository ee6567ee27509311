package readers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/gate"
)

// Modules are the Go modules, as path@version, that the programs of an image were linked from, less the standard library.
func Modules(report []byte) ([]string, error) {
	read, err := readTrivy(report)
	if err != nil {
		return nil, err
	}
	var modules []string
	for _, result := range read.Results {
		for _, p := range result.Packages {
			if result.Type == "gobinary" && !p.own() && p.Name != goLibrary {
				modules = append(modules, p.Name+"@"+p.Version)
			}
		}
	}
	slices.Sort(modules)
	return slices.Compact(modules), nil
}

// goLibrary is Go's standard library. A program does not carry its licence, and no module does: it is known.
const goLibrary, goLicence = "stdlib", "BSD-3-Clause"

// own is the program itself: a module without a version was in the source.
func (p *trivyPackage) own() bool { return p.Relationship == "root" || p.Version == "" }

// PackageLicences are those of each library in an image, by name and version as name@version. A program does not tell those of
// its Go modules: they are in trivy's report on the modules' own files.
func PackageLicences(report, modules []byte) (map[string][]string, error) {
	licences := map[string][]string{}
	for _, text := range [][]byte{modules, report} {
		read, err := readTrivy(text)
		if err != nil {
			return nil, err
		}
		for _, result := range read.Results {
			for _, p := range result.Packages {
				if len(p.Licenses) > 0 {
					licences[p.Name+"@"+p.Version] = p.Licenses
				}
				if p.Name == goLibrary && result.Type == "gobinary" {
					licences[p.Name+"@"+p.Version] = []string{goLicence}
				}
			}
		}
	}
	return licences, nil
}

// Licences judges the libraries in an image by the class that trivy has their licences in. Those that ask for no more
// than a notice are no finding, and a library without a licence is one. What a distribution brings, as programs of their
// own, is not judged.
func Licences(image string, report, modules []byte) ([]gate.Finding, error) {
	read, err := readTrivy(report)
	if err != nil {
		return nil, err
	}
	ofModules, err := readTrivy(modules)
	if err != nil {
		return nil, err
	}
	licences, err := PackageLicences(report, modules)
	if err != nil {
		return nil, err
	}
	classes := map[string]trivyLicence{}
	for _, result := range slices.Concat(ofModules.Results, read.Results) {
		for _, l := range result.Licenses {
			classes[l.Name] = l
		}
	}
	var findings []gate.Finding
	for _, result := range read.Results {
		if result.Class != "lang-pkgs" {
			continue
		}
		for _, p := range result.Packages {
			if p.own() || p.Name == goLibrary {
				continue
			}
			found := licences[p.Name+"@"+p.Version]
			if len(found) == 0 {
				found = []string{"unknown"}
			}
			for _, name := range found {
				if strings.HasPrefix(name, "text://") { // the text itself, in the place of a name
					name = "custom"
				}
				f := gate.Finding{
					Gate: gate.Licences, Tool: "trivy", Rule: name, Severity: gate.FromTool(classes[name].Severity), Image: image, File: result.Target,
					Package: p.Name, Version: p.Version, URL: classes[name].Link,
					Message: fmt.Sprintf("its licence is of the class %q", cmp.Or(classes[name].Category, "unknown")),
					Remedy:  "do without it, or have somebody who may accept the licence allow it in " + gate.File,
				}
				if f.Severity > gate.Low {
					findings = append(findings, f)
				}
			}
		}
	}
	gate.Sort(findings)
	return slices.Compact(findings), nil
}
