package main

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/pins"
)

const versionsFile = "ci/versions.yaml"

// Versions carries the versions of ci/versions.yaml into the files that repeat them, and makes their locks anew.
//
// It is for Slipway's own repository: `dagger generate` applies what it returns, and `dagger check` fails while it would
// change anything. With --newest it first moves each version to the newest release of its major version, and images and
// actions to what their names stand for today; what can't be reached keeps its version, and is named.
// +generate
func (s *Slipway) Versions(
	ctx context.Context,
	// Slipway's repository.
	// +defaultPath="/"
	// +ignore=["*", "!ci/versions.yaml", "!ci/images.go", "!ci/tools", "!ci/emulator/requirements*", "!ci/engine/*.go", "!ci/engine/*/go.mod", "!ci/tests/dagger.json", "!.github/workflows", "!dagger.json", "!README.md"]
	source *dagger.Directory,
	// Take newer versions first.
	// +optional
	newest bool,
) (*dagger.Changeset, error) {
	there, err := source.Exists(ctx, versionsFile)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", versionsFile, err)
	}
	if !there { // another repository, whose versions are its own
		return source.Changes(source), nil
	}
	text, err := source.File(versionsFile).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", versionsFile, err)
	}
	after := source
	if newest {
		if text, err = s.moveVersions(ctx, text); err != nil {
			return nil, err
		}
		after = after.WithNewFile(versionsFile, text)
	}
	list, err := pins.Read([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", versionsFile, err)
	}
	files := map[string]string{}
	for _, file := range pins.Files(list) {
		if files[file], err = source.File(file).Contents(ctx); err != nil {
			return nil, fmt.Errorf("%s names %s: %w", versionsFile, file, err)
		}
	}
	changed, err := pins.Sync(list, files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", versionsFile, err)
	}
	for _, file := range slices.Sorted(maps.Keys(changed)) {
		after = after.WithNewFile(file, changed[file])
	}
	for _, file := range slices.Sorted(maps.Keys(changed)) {
		after = s.relock(after, file)
	}
	return after.Changes(source), nil
}

// relock makes the lock beside a file that changed: of the Go tools, or of a list of Python packages.
func (s *Slipway) relock(source *dagger.Directory, file string) *dagger.Directory {
	folder := path.Dir(file)
	switch {
	case strings.HasPrefix(file, "ci/tools/") && path.Base(file) == "go.mod":
		tidy := s.golang().
			WithMountedDirectory("/src", source.Directory(folder)).
			WithWorkdir("/src").
			WithExec([]string{"go", "mod", "tidy"})
		return source.WithFile(file, tidy.File("go.mod")).WithFile(folder+"/go.sum", tidy.File("go.sum"))
	case strings.HasSuffix(file, ".in"):
		lock := strings.TrimSuffix(path.Base(file), ".in") + ".txt"
		compile := s.base(pythonImage).
			WithMountedDirectory("/opt/uv", s.pythonTools(asset("tools/uv").File("requirements.txt"))).
			WithDirectory("/src", source.Directory(folder)).
			WithWorkdir("/src").
			// The version of Python is that of the image above.
			WithExec([]string{"/opt/uv/bin/uv", "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.11", "-o", lock, path.Base(file)})
		return source.WithFile(folder+"/"+lock, compile.File(lock))
	default:
		return source
	}
}
