package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
)

// Apply makes what was planned, unless the policy refuses it. It calls hold before it moves a first state into the bucket: by then there is
// a table of locks, and a run that is killed with Terraform's lock in its hand must have left its own, by which the next one knows whose.
func (b *Bootstrap) Apply(ctx context.Context, hold func(context.Context) error) error {
	if err := b.Verdict.Err(); err != nil {
		return err
	}
	if err := b.restore(ctx); err != nil {
		return err
	}
	if err := b.apply(ctx, hold); err != nil {
		return err
	}
	return b.record(ctx)
}

func (b *Bootstrap) apply(ctx context.Context, hold func(context.Context) error) error {
	if len(b.removed) > 0 {
		return b.remove(ctx)
	}
	if b.Planned.Summary.Empty() && !b.onDisk {
		return nil
	}
	done, err := b.Planned.Apply(ctx)
	if err != nil || !b.onDisk {
		return err
	}
	if err := hold(ctx); err != nil {
		return err
	}
	// Another bootstrap may have come first: its state must not be written over.
	state, err := b.target.State(ctx, b.account, stack.Bootstrap)
	if err != nil {
		return err
	}
	if state.Exists {
		return fmt.Errorf("another bootstrap of environment %s ended meanwhile: run it again, it takes over what this one made", b.target.Name)
	}
	_, err = done.ToBucket(ctx, stack.Open(b.repo, b.target, stack.Bootstrap, b.account))
	return err
}

// remove takes two applies: Terraform deletes a repository with its images only when the state says already that it may.
func (b *Bootstrap) remove(ctx context.Context) error {
	root := stack.Open(b.repo, b.target, stack.Bootstrap, b.account)
	var addresses []string
	for _, service := range b.removed {
		addresses = append(addresses, address(service))
	}
	args := slices.Concat(list("kept_repositories", b.Kept), list("removable_repositories", b.removed), stack.Targets(addresses))
	marked, err := root.Plan(ctx, args...)
	if err != nil {
		return err
	}
	for _, change := range marked.Summary.Changes {
		if change.Action != plan.Update {
			return fmt.Errorf("before repositories are removed, bootstrap would %s %s, which was not shown: run bootstrap without --data first", change.Action, change.Address)
		}
	}
	if _, err := marked.Apply(ctx); err != nil {
		return err
	}
	last, err := root.Plan(ctx, list("kept_repositories", b.Kept)...)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(last.Summary.Changes, b.Planned.Summary.Changes, plan.Same) {
		return fmt.Errorf("since its plan was shown something changed, and bootstrap would now do this instead: %s nothing was removed: run it again", last.Summary.Counts())
	}
	_, err = last.Apply(ctx)
	return err
}

// UnknownError is a repository that --data names and that does not wait for its removal.
type UnknownError struct {
	Environment, Service string
	Left                 []string
}

func (e *UnknownError) Error() string {
	text := fmt.Sprintf("--data names repository %s, which environment %s does not have without a service of the settings", e.Service, e.Environment)
	if len(e.Left) > 0 {
		return text + ": write one of " + strings.Join(e.Left, ", ")
	}
	return text + ": take the service out of the settings first"
}

// Check plans what is due, and refuses where anything is and the target leaves it to a person. It reads only; Make makes the rest.
func Check(ctx context.Context, repo repository.Repository, t *cloud.Target, account string) (*Bootstrap, error) {
	b, err := Plan(ctx, repo, t, account, Options{Quick: true})
	if err != nil {
		return nil, err
	}
	if err := t.Place().Refuse(b.Due()); err != nil {
		return nil, err
	}
	return b, nil
}

// Needed tells whether Make has something to make.
func (b *Bootstrap) Needed() bool {
	return b.target.Place().Lenient() && (b.onDisk || len(b.Due()) > 0)
}

// Make makes what is due on a target that leaves it to the deploy, as Apply does, and says what it did.
func (b *Bootstrap) Make(ctx context.Context, hold func(context.Context) error) (string, error) {
	if !b.Needed() {
		return "is there", nil
	}
	return b.Planned.Summary.Counts(), b.Apply(ctx, hold)
}
