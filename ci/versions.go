package main

import (
	"context"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/pins/upgrade"
)

// Versions carries the versions of ci/versions.yaml into the files that repeat them, and makes their locks anew.
//
// It is for Slipway's own repository, and changes nothing in another: `dagger generate` applies what it returns, and `dagger check` fails while it would
// change anything. With --newest it first moves each version to the newest release of its major version, and images and
// actions to what their names stand for today; what can't be reached keeps its version, and is named.
// +cache="never"
// +generate
func (s *Slipway) Versions(
	ctx context.Context,
	// Slipway's repository.
	// +defaultPath="/"
	// +ignore=["*", "!ci/versions.yaml", "!ci/internal/toolbox/toolbox.go", "!ci/internal/scaffold/templates", "!ci/tools", "!ci/emulator/requirements*", "!ci/engine/*.go", "!ci/engine/*/go.mod", "!ci/tests/dagger.json", "!ci/examples/go/dagger.json", "!ci/bench/dagger.json", "!.github", "!dagger.json", "!README.md"]
	source *dagger.Directory,
	// Take newer versions first.
	// +optional
	newest bool,
) (_ *dagger.Changeset, err error) {
	defer engineerror.Tidy(&err)
	there, err := source.Exists(ctx, "ci/versions.yaml")
	if err != nil || !there { // in another repository it has nothing to keep in step
		return source.Changes(source), err
	}
	after, err := upgrade.Sync(ctx, s.repository().Box, source, newest)
	if err != nil {
		return nil, err
	}
	return after.Changes(source), nil
}
