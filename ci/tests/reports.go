package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"

	"dagger/tests/internal/dagger"
)

// Reports collects the reports of a source whose test fails and whose linters refuse: all must be there, as their readers
// want them, and say so.
// +check
func (t *Tests) Reports(ctx context.Context) error {
	source := t.Source.
		WithNewFile("services/catalog/broken_test.go", "package main\n\nimport \"testing\"\n\nfunc TestPrices(t *testing.T) { t.Error(\"1 < 2 & off by one\") }\n").
		WithNewFile(".slipway.yaml", "allowances:\n- {gate: lint, rule: errcheck, reason: it was fine last year, expires: 2025-01-31}\n")
	folder, err := t.slipway(ctx, source).Reports(dagger.SlipwayReportsOpts{VulnDb: "none"}).Sync(ctx)
	if err != nil {
		return err
	}
	files, err := folder.Glob(ctx, "**/*.*")
	if err != nil {
		return err
	}
	for _, want := range []string{
		"findings.sarif", "summary.txt", "lint.json", "lint.txt", "secrets.json", "misconfiguration.json", "licences.json", "vulnerabilities.txt",
		"tests/catalog.junit.xml", "tests/orders.junit.xml", "tests/orders.coverage.out",
		"sbom/catalog.cdx.json", "sbom/catalog.spdx.json", "sbom/orders.cdx.json", "sbom/orders.spdx.json",
	} {
		if !slices.Contains(files, want) {
			return fmt.Errorf("%s is not among the reports: %v", want, files)
		}
	}
	read := func(file string) string {
		text, problem := folder.File(file).Contents(ctx)
		if problem != nil {
			err = problem
		}
		return text
	}
	summary, junit, log, vulnerabilities := read("summary.txt"), read("tests/catalog.junit.xml"), read("findings.sarif"), read("vulnerabilities.txt")
	if err != nil {
		return err
	}
	if err := wants(summary, "service catalog: 1 tests failed", "refused: 1", "sbom"); err != nil {
		return err
	}
	if err := wants(vulnerabilities, "NOT LOOKED FOR"); err != nil {
		return err
	}
	var suites struct {
		Suites []struct {
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(junit), &suites); err != nil {
		return fmt.Errorf("tests/catalog.junit.xml: %w", err)
	}
	failures := ""
	for _, suite := range suites.Suites {
		for _, c := range suite.Cases {
			if c.Failure != "" {
				failures += c.Name + ": " + c.Failure
			}
		}
	}
	if err := wants(failures, "TestPrices", "1 < 2 & off by one"); err != nil {
		return err
	}
	var sarif struct {
		Version string
		Runs    []json.RawMessage
	}
	if err := json.Unmarshal([]byte(log), &sarif); err != nil {
		return fmt.Errorf("findings.sarif: %w", err)
	}
	if sarif.Version != "2.1.0" || len(sarif.Runs) == 0 {
		return fmt.Errorf("findings.sarif is version %q with %d runs", sarif.Version, len(sarif.Runs))
	}
	return nil
}
