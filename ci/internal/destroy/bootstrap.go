package destroy

import (
	"context"
	"fmt"
	"slices"

	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/walk"
)

// stateModule holds the state bucket and the locks.
const stateModule = "module.state"

// Bootstrap destroys the rest of an environment: repositories, roles, secrets and keys first, while the state lies in its bucket; then the
// bucket and the locks, with the state on disk. If that ends half-way, the state can't be trusted to be there, or to be locked,
// and the next run adopts what is. named are the secrets that may go, of Secrets.
func Bootstrap(ctx context.Context, w *walk.Walk, named []teardown.Holder) (string, error) {
	state, err := w.Target.State(ctx, w.Account, stack.Bootstrap)
	if err != nil {
		return "", err
	}
	inBucket := state.Exists && !slices.Equal(state.Modules(), []string{stateModule})
	repositories := state.Names("aws_ecr_repository")
	if !inBucket {
		repositories = allRepositories(w.Target)
	}
	args := append(bootstrap.Removable(w.Target, repositories), unprotected...)
	root, err := open(ctx, w, inBucket, args)
	if err != nil {
		return "", err
	}
	holds, err := held(ctx, root)
	if err != nil {
		return "", err
	}
	if root, err = unprotect(ctx, root, holds.Guarded, args); err != nil {
		return "", err
	}
	if len(holds.Stays) > 0 {
		if root, err = root.Forget(ctx, holds.Stays); err != nil {
			return "", err
		}
	}
	rest := slices.Clone(holds.Roots)
	for _, module := range holds.Modules {
		if module != stateModule {
			rest = append(rest, module)
		}
	}
	if len(rest) > 0 {
		if err := all(ctx, root, "the bootstrap", rest, args); err != nil {
			return "", err
		}
	}
	if inBucket {
		if root, err = root.ToDisk(ctx); err != nil {
			return "", err
		}
	}
	if err := all(ctx, root, "the bootstrap", nil, args); err != nil {
		return "", err
	}
	text := fmt.Sprintf("Destroyed the bootstrap of %s: %d resources, with all states and images.\n", w.Target.Name, holds.Resources)
	if len(holds.Stays) > 0 {
		text += "  stays, as it is the account's: awsvpcTrunking\n"
	}
	for _, s := range named {
		text += fmt.Sprintf("  gone: %s, which can be brought back for its recovery days\n", s.Word)
	}
	return text, nil
}

// open is the stack with its state up to date: the one in the bucket, or one of what is there.
func open(ctx context.Context, w *walk.Walk, inBucket bool, args []string) (*stack.Root, error) {
	if inBucket {
		root, err := stack.Open(w.Repo, w.Target, stack.Bootstrap, w.Account).Init(ctx)
		if err != nil {
			return nil, err
		}
		before, err := held(ctx, root)
		if err != nil {
			return nil, err
		}
		return root.Refresh(ctx, before.Guarded, args...)
	}
	adopted, err := bootstrap.Adopt(ctx, w.Repo, w.Target, w.Account)
	if err != nil {
		return nil, err
	}
	if len(adopted.Addresses) == 0 {
		return nil, fmt.Errorf("nothing to destroy: environment %s has no state, and there is no bucket %s. Look whether --env and --credentials name what you mean", w.Target.Name, w.Target.StateBucket(w.Account))
	}
	return unprotect(ctx, adopted.Root, adopted.Addresses, args)
}

// allRepositories are those of the services of the settings.
func allRepositories(t *cloud.Target) []string {
	var names []string
	for _, service := range t.Built() {
		names = append(names, t.Repository(service))
	}
	return names
}
