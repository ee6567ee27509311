package destroy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/walk"
)

// Bootstrap destroys the rest of an environment: repositories and roles first, while the state lies in its bucket; then the
// bucket and the locks, with the state on disk. If that ends half-way, no state is left, and the next run adopts what is.
func Bootstrap(ctx context.Context, w *walk.Walk) (string, error) {
	state, err := w.Target.State(ctx, w.Account, stack.Bootstrap)
	if err != nil {
		return "", err
	}
	var root *stack.Root
	if state.Exists {
		if root, err = stack.Open(w.Repo, w.Target, stack.Bootstrap, w.Account).Init(ctx); err != nil {
			return "", err
		}
		if root, err = root.Refresh(ctx, unprotected...); err != nil {
			return "", err
		}
	} else {
		adopted, err := bootstrap.Adopt(ctx, w.Repo, w.Target, w.Account)
		if err != nil {
			return "", err
		}
		if len(adopted.Addresses) == 0 {
			return "", fmt.Errorf("nothing to destroy: environment %s has no state, and there is no bucket %s", w.Target.Name, w.Target.StateBucket(w.Account))
		}
		if root, err = unprotect(ctx, adopted.Root, adopted.Addresses, unprotected); err != nil {
			return "", err
		}
	}
	holds, err := root.State(ctx)
	if err != nil {
		return "", err
	}
	count := holds.Resources
	args := append(bootstrap.Removable(w.Target, state.Names("aws_ecr_repository")), unprotected...)
	if root, err = unprotect(ctx, root, holds.Guarded, args); err != nil {
		return "", err
	}
	if state.Exists {
		var rest []string
		for _, module := range holds.Modules {
			if module != "module.state" {
				rest = append(rest, "-target="+module)
			}
		}
		if len(rest) > 0 {
			if err := all(ctx, root, "the bootstrap", slices.Concat(args, rest)); err != nil {
				return "", err
			}
		}
		if root, err = root.ToDisk(ctx); err != nil {
			return "", err
		}
	}
	if err := all(ctx, root, "the bootstrap", args); err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Destroyed the bootstrap of %s: %d resources, with all states and images.\n", w.Target.Name, count)
	return text.String(), nil
}
