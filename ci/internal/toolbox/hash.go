package toolbox

import (
	"context"
	"strings"

	"dagger/slipway/internal/dagger"
)

// Hash names the content of a folder: the paths and the bytes of its files, and nothing else. The engine's own digest also
// sees times and modes, and promises nothing across versions; this one is the same in every clone.
func (b Box) Hash(ctx context.Context, dir *dagger.Directory) (string, error) {
	const script = `cd /dir && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum`
	out, err := Output(ctx, b.Base(Golang).WithMountedDirectory("/dir", dir), "the source could not be hashed", "sh", "-euc", script)
	hash, _, _ := strings.Cut(out, " ")
	return hash, err
}
