package toolbox

import (
	"context"
	"strings"

	"dagger/slipway/internal/dagger"
)

// Hash names the content of a folder as git would: paths and bytes of its files, which of them are executable, and where links
// lead. The engine's own digest also sees times, and promises nothing across versions; this one is the same in every clone.
func (b Box) Hash(ctx context.Context, dir *dagger.Directory) (string, error) {
	const script = `export LC_ALL=C; cd /dir
{ find . -type f -print0 | sort -z | xargs -0 -r sha256sum
find . \( -type f -perm /111 -printf '%p executable\n' \) -o \( -type l -printf '%p -> %l\n' \) | sort; } | sha256sum`
	out, err := Output(ctx, b.Base(Golang).WithMountedDirectory("/dir", dir), "the source could not be hashed", "sh", "-euc", script)
	hash, _, _ := strings.Cut(out, " ")
	return hash, err
}
