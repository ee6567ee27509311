// Package upgrade carries the list of versions into the files that repeat it, and asks the world for newer ones.
package upgrade

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/pins"
	"dagger/slipway/internal/toolbox"
)

// List is where the versions are.
const List = "ci/versions.yaml"

// Sync returns the source with every version that the list names, and with the locks that belong to them. With newest, the list
// is moved forward first. A source without a list is another repository, and stays as it is.
func Sync(ctx context.Context, box toolbox.Box, source *dagger.Directory, newest bool) (*dagger.Directory, error) {
	there, err := source.Exists(ctx, List)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", List, err)
	}
	if !there {
		return source, nil
	}
	text, err := source.File(List).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", List, err)
	}
	after := source
	if newest {
		if text, err = move(ctx, box, text); err != nil {
			return nil, err
		}
		after = after.WithNewFile(List, text)
	}
	list, err := pins.Read([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", List, err)
	}
	files := map[string]string{}
	for _, file := range pins.Files(list) {
		if files[file], err = source.File(file).Contents(ctx); err != nil {
			return nil, fmt.Errorf("%s names %s: %w", List, file, err)
		}
	}
	changed, err := pins.Sync(list, files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", List, err)
	}
	sorted := slices.Sorted(maps.Keys(changed))
	for _, file := range sorted {
		after = after.WithNewFile(file, changed[file])
	}
	for _, file := range sorted {
		if after, err = relock(ctx, box, after, file); err != nil {
			return nil, err
		}
	}
	return after, nil
}

// relock makes the lock anew that belongs to a file: of the Go tools, or of a list of Python packages.
func relock(ctx context.Context, box toolbox.Box, source *dagger.Directory, file string) (*dagger.Directory, error) {
	folder, what := path.Dir(file), "the lock of "+file+" could not be made"
	switch {
	case strings.HasPrefix(file, "ci/tools/") && path.Base(file) == "go.mod":
		ctr := box.Go(toolbox.Tools).WithMountedDirectory("/src", source.Directory(folder)).WithWorkdir("/src")
		tidy, err := toolbox.Fetch(ctx, ctr, what, "go", "mod", "tidy")
		if err != nil {
			return nil, err
		}
		return source.WithFile(file, tidy.File("go.mod")).WithFile(folder+"/go.sum", tidy.File("go.sum")), nil
	case strings.HasSuffix(file, ".in"):
		lock := strings.TrimSuffix(path.Base(file), ".in") + ".txt"
		ctr := box.Base(toolbox.Python).
			WithMountedDirectory("/opt/uv", box.PythonTools(toolbox.Asset("tools/uv").File("requirements.txt"))).
			WithDirectory("/src", source.Directory(folder)).
			WithWorkdir("/src")
		// The version of Python is that of the image above.
		compiled, err := toolbox.Fetch(ctx, ctr, what, "/opt/uv/bin/uv", "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.11",
			"-o", lock, path.Base(file))
		if err != nil {
			return nil, err
		}
		return source.WithFile(folder+"/"+lock, compiled.File(lock)), nil
	default:
		return source, nil
	}
}
