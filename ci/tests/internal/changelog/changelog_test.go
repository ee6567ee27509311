package changelog

import (
	"strings"
	"testing"
)

const text = `# Changelog

## Unreleased

- not yet

## [0.2.0] - 2026-12-01

- two
  lines

### Fixed

- a fault

## 0.1.0 - 2026-11-01

- one

## 0.0.1

`

func TestSection(t *testing.T) {
	for version, want := range map[string]string{
		"v0.2.0": "- two\n  lines\n\n### Fixed\n\n- a fault\n",
		"0.1.0":  "- one\n",
	} {
		got, err := Section(text, version)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", version, got, err)
		}
	}
	for version, want := range map[string]string{
		"v0.3.0": "no section for v0.3.0", "v0.0.1": "says nothing about v0.0.1", "v0.2": "no section for v0.2",
	} {
		if _, err := Section(text, version); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", version, err)
		}
	}
}
