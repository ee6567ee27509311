package bootstrap

import (
	"context"
	"fmt"

	"dagger/slipway/internal/bootstrap/record"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
)

// recordKey is where the state bucket has the record of the last apply. The pipeline's roles can't write there.
const recordKey = stack.Bootstrap + "/applied.json"

// source is the hash of all that the stack is planned from, the state apart.
func source(ctx context.Context, repo repository.Repository, t *cloud.Target) (string, error) {
	const folder = "terraform/stacks/" + stack.Bootstrap
	settings := t.File
	files, err := repo.Read(ctx, folder+"/**", "terraform/modules/**", settings)
	if err != nil {
		return "", err
	}
	return record.Source(files, folder, string(files[settings]), fmt.Sprint(t.StandIn)), nil
}

// unchanged tells whether a state is the one that an apply of this very source left.
func (b *Bootstrap) unchanged(ctx context.Context, state cloud.State) (bool, error) {
	if b.source == "" {
		return false, nil
	}
	text, err := b.target.Object(ctx, b.account, recordKey)
	return record.Read(text) == record.Record{Source: b.source, State: state.String()}, err
}

// record writes down what was applied.
func (b *Bootstrap) record(ctx context.Context) error {
	state, err := b.target.State(ctx, b.account, stack.Bootstrap)
	if err != nil {
		return err
	}
	return b.target.PutObject(ctx, b.account, recordKey, record.Record{Source: b.source, State: state.String()}.Text())
}
