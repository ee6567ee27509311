// Package changelog reads what a version brings from a CHANGELOG.md in the format of Keep a Changelog.
package changelog

import (
	"fmt"
	"strings"
)

// Section is what stands under the heading of a version, which is given with or without its v: "v0.1.0". It fails where the version has
// no heading, or nothing under it.
func Section(text, version string) (string, error) {
	bare := strings.TrimPrefix(version, "v")
	var section strings.Builder
	found := false
	for line := range strings.Lines(text) {
		heading, is := strings.CutPrefix(line, "## ")
		if is && found {
			break
		}
		if found {
			section.WriteString(line)
		}
		if fields := strings.Fields(heading); is && len(fields) > 0 && strings.Trim(fields[0], "[]") == bare {
			found = true
		}
	}
	if !found {
		return "", fmt.Errorf("CHANGELOG.md has no section for %s: write \"## %s - DATE\" above what it brings, and tag again", version, bare)
	}
	notes := strings.TrimSpace(section.String())
	if notes == "" {
		return "", fmt.Errorf("CHANGELOG.md says nothing about %s: write what it brings under its heading, and tag again", version)
	}
	return notes + "\n", nil
}
