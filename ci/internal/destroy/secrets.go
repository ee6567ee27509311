package destroy

import (
	"context"
	"slices"
	"strings"

	"dagger/slipway/internal/secrets"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/walk"
)

// Secrets are those that a destroy of the bootstrap would take with it, if all of them are named. One that never had a value
// holds nothing.
func Secrets(ctx context.Context, w *walk.Walk, data []string) ([]teardown.Holder, error) {
	state, err := w.Target.State(ctx, w.Account, stack.Bootstrap)
	if err != nil {
		return nil, err
	}
	names := state.Names("aws_secretsmanager_secret")
	for _, name := range w.Target.Secrets { // an interrupted run may have lost the state
		if name = w.Target.Secret(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var holders []teardown.Holder
	if len(names) > 0 {
		client, err := w.Target.SecretsManager(ctx)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			s, err := secrets.Look(ctx, client, name)
			if err != nil {
				return nil, err
			}
			if s.Held && !s.Ending {
				holders = append(holders, teardown.Holder{Word: "secret/" + name})
			}
		}
	}
	words := slices.DeleteFunc(slices.Clone(data), func(word string) bool { return !strings.HasPrefix(word, "secret/") })
	return holders, teardown.Permit(w.Target.Name, w.Target.Project+"-"+w.Target.Name, holders, words)
}
