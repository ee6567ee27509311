package main

import (
	"context"

	"dagger/tests/internal/changelog"
)

// Notes is what CHANGELOG.md says of a version of the module: the notes of its release. It fails where it says nothing.
func (t *Tests) Notes(
	ctx context.Context,
	// Version, as its tag has it: v0.1.0.
	version string,
) (string, error) {
	text, err := t.Whole.File("CHANGELOG.md").Contents(ctx)
	if err != nil {
		return "", err
	}
	return changelog.Section(text, version)
}
