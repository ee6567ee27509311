package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
)

// contentHash names the content of a folder: the paths and the bytes of its files, and nothing else. The engine's own
// digest also sees times and modes, and promises nothing across versions; this one is the same in every clone.
func (s *Slipway) contentHash(ctx context.Context, dir *dagger.Directory) (string, error) {
	const script = `cd /dir && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum`
	out, err := s.base(golangImage).
		WithMountedDirectory("/dir", dir).
		WithExec([]string{"sh", "-euc", script}).
		Stdout(ctx)
	if err != nil {
		return "", fmt.Errorf("hash the source: %w", err)
	}
	hash, _, _ := strings.Cut(out, " ")
	return hash, nil
}
