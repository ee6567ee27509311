package bootstrap

import (
	"context"
	"fmt"
	"slices"

	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/secrets"
	"dagger/slipway/internal/stack"
)

// found are the secrets of the settings that exist: those that live, and those that were deleted and wait for their end. AWS makes
// neither a second time.
type found struct {
	there []imports.Import
	waits []waiting
}

type waiting struct{ name, address string }

// ending are the names of those that wait for their end.
func (f found) ending() []string {
	var names []string
	for _, w := range f.waits {
		names = append(names, w.name)
	}
	return names
}

// existing looks for the secrets of the settings.
func existing(ctx context.Context, t *cloud.Target) (f found, err error) {
	if len(t.Secrets) == 0 {
		return f, nil
	}
	client, err := t.SecretsManager(ctx)
	if err != nil {
		return f, err
	}
	for _, name := range t.Secrets {
		s, err := secrets.Look(ctx, client, t.Secret(name))
		switch {
		case err != nil:
			return f, err
		case s.Ending:
			f.waits = append(f.waits, waiting{s.ID, secretAddress(name)})
		case s.There:
			f.there = append(f.there, imports.Import{Address: secretAddress(name), ID: s.ARN})
		}
	}
	return f, nil
}

// findSecrets looks for what the stack would try to make a second time: a state that lies in the bucket knows its own.
func (b *Bootstrap) findSecrets(ctx context.Context, state cloud.State) (err error) {
	if b.target.Embedded {
		return nil // it is as new as the call
	}
	if b.secrets, err = existing(ctx, b.target); err != nil {
		return err
	}
	var known []string
	for _, r := range state.Resources {
		known = append(known, r.Address)
	}
	b.secrets.there = slices.DeleteFunc(b.secrets.there, func(i imports.Import) bool { return slices.Contains(known, i.Address) })
	return nil
}

// restore brings back what waits for its end, and plans again: what was to be made is then taken over, and nothing else may be
// another than was shown.
func (b *Bootstrap) restore(ctx context.Context) error {
	names := b.secrets.ending()
	if len(names) == 0 {
		return nil
	}
	if len(b.removed) > 0 {
		return fmt.Errorf("secret %s has to be brought back before repositories are removed: run bootstrap without --data first", names[0])
	}
	client, err := b.target.SecretsManager(ctx)
	if err != nil {
		return err
	}
	if err := secrets.Restore(ctx, client, names); err != nil {
		return err
	}
	shown := b.Planned.Summary.Changes
	var restored []string
	for _, w := range b.secrets.waits {
		restored = append(restored, w.address)
	}
	state, err := b.target.State(ctx, b.account, stack.Bootstrap)
	if err != nil {
		return err
	}
	if err := b.findSecrets(ctx, state); err != nil {
		return err
	}
	if err := b.plan(ctx, false); err != nil {
		return err
	}
	if change := imports.Unshown(b.Planned.Summary.Changes, shown, restored); change != nil {
		return fmt.Errorf("the secrets are back, and bootstrap would now %s %s, which was not shown: run it again", change.Action, change.Address)
	}
	return b.Verdict.Err()
}

// secretAddress is where the stack has a secret.
func secretAddress(name string) string {
	return fmt.Sprintf("module.secrets.aws_secretsmanager_secret.this[%q]", name)
}
