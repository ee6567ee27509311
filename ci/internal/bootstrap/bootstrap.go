// Package bootstrap plans and makes what must exist before the first deploy: the state bucket, the locks, the repositories,
// the secrets without their values, and on an account the pipeline's roles.
package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/opa"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
)

// Bootstrap is a plan of the stack bootstrap.
type Bootstrap struct {
	Planned *stack.Planned
	Verdict gate.Verdict
	// Kept are repositories that no service has any more and that stay, because they hold images or nobody named them.
	Kept []string
	// Adopted is how many resources an earlier run made, whose state is lost.
	Adopted int

	repo    repository.Repository
	target  *cloud.Target
	account string
	removed []string // services whose repository the call named
	dropped []string // addresses of the secrets that the call named
	secrets found
	onDisk  bool   // there is no state yet
	source  string // hash of what it is planned from
}

// Options are what a caller may ask for.
type Options struct {
	// Data names repositories that may go with their images, and secrets with their values: "repository/NAME,secret/NAME".
	Data []string
	// Quick leaves out the look at what is really there: it compares the settings with the state alone, or with the record of
	// the last apply.
	Quick bool
}

// Plan plans, and asks the policy. It reads only.
func Plan(ctx context.Context, repo repository.Repository, t *cloud.Target, account string, options Options) (*Bootstrap, error) {
	state, err := t.State(ctx, account, stack.Bootstrap)
	if err != nil {
		return nil, err
	}
	b := &Bootstrap{repo: repo, target: t, account: account, onDisk: !state.Exists}
	if b.source, err = source(ctx, repo, t); err != nil {
		return nil, err
	}
	if options.Quick && state.Exists {
		same, err := b.unchanged(ctx, state)
		if err != nil {
			return nil, err
		}
		if same {
			b.Planned = &stack.Planned{} // of no change
			return b, nil
		}
	}
	if err := b.repositories(ctx, state, options.Data); err != nil {
		return nil, err
	}
	if err := b.findSecrets(ctx, state); err != nil {
		return nil, err
	}
	return b, b.plan(ctx, options.Quick)
}

func (b *Bootstrap) plan(ctx context.Context, quick bool) error {
	root, err := b.root(ctx)
	if err != nil {
		return err
	}
	plan := root.Plan
	if quick && !b.onDisk {
		plan = root.Changes
	}
	if b.Planned, err = plan(ctx, list("kept_repositories", b.Kept)...); err != nil {
		return err
	}
	if quick && b.Planned.Summary.Empty() {
		return nil // nothing to judge
	}
	if b.Verdict, err = opa.Judge(ctx, b.repo, b.Planned.JSON); err != nil {
		return err
	}
	b.permit()
	return nil
}

// root is the stack with its state in the bucket, or on disk before there is one.
func (b *Bootstrap) root(ctx context.Context) (*stack.Root, error) {
	if !b.onDisk {
		root := stack.Open(b.repo, b.target, stack.Bootstrap, b.account)
		if b.Adopted = len(b.secrets.there); b.Adopted > 0 {
			root = root.With(adoptFile, imports.Blocks(b.secrets.there))
		}
		return root, nil
	}
	adopted, err := Adopt(ctx, b.repo, b.target, b.account)
	if err != nil {
		return nil, err
	}
	b.Adopted = len(adopted.Addresses)
	return adopted.Root, nil
}

// permit takes out of the verdict what the call named.
func (b *Bootstrap) permit() {
	b.Verdict.Refused = slices.DeleteFunc(b.Verdict.Refused, func(r gate.Refusal) bool {
		return slices.Contains(b.dropped, r.Resource) || slices.ContainsFunc(b.removed, func(service string) bool {
			return r.Resource == address(service)
		})
	})
}

// Due are the changes that a deploy needs. A repository that is to go is not among them: its service may still run.
func (b *Bootstrap) Due() []plan.Change {
	var due []plan.Change
	for _, change := range b.Planned.Summary.Changes {
		if change.Action != plan.Delete && change.Action != plan.Forget && change.Action != plan.Move {
			due = append(due, change)
		}
	}
	return due
}

// Text is the plan as a table, with what is kept and what the policy says.
func (b *Bootstrap) Text() (string, error) {
	var text strings.Builder
	if err := b.Planned.Summary.Text(&text); err != nil {
		return "", err
	}
	for _, service := range b.Kept {
		fmt.Fprintf(&text, "Kept: repository %s, which holds images and has no service in the settings. To remove it with them: --data repository/%[1]s\n",
			b.target.Repository(service))
	}
	if b.Adopted > 0 {
		fmt.Fprintf(&text, "Adopted: %d resources that an earlier run made and whose state is lost.\n", b.Adopted)
	}
	for _, name := range b.secrets.ending() {
		fmt.Fprintf(&text, "Brought back: secret %s, which was deleted and still waits for its end, with its value.\n", name)
	}
	text.WriteString("\n" + b.Verdict.Text())
	return text.String(), nil
}
