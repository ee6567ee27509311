// Package bootstrap plans and makes what must exist before the first deploy: the state bucket, the locks, the repositories, and
// on an account the pipeline's roles.
package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	onDisk  bool     // there is no state yet
	source  string   // hash of what it is planned from
}

// Options are what a caller may ask for.
type Options struct {
	// Data names repositories that may go with their images: "repository/NAME".
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
	root, err := b.root(ctx)
	if err != nil {
		return nil, err
	}
	plan := root.Plan
	if options.Quick && state.Exists {
		plan = root.Changes
	}
	if b.Planned, err = plan(ctx, list("kept_repositories", b.Kept)...); err != nil {
		return nil, err
	}
	if options.Quick && b.Planned.Summary.Empty() {
		return b, nil // nothing to judge
	}
	if b.Verdict, err = opa.Judge(ctx, repo, b.Planned.JSON); err != nil {
		return nil, err
	}
	b.permit()
	return b, nil
}

// repositories sorts out which repositories of the state no service has any more: those that the call names go, and of the
// others those that hold images stay.
func (b *Bootstrap) repositories(ctx context.Context, state cloud.State, data []string) error {
	named, err := services(b.target, data)
	if err != nil {
		return err
	}
	var left, asked []string
	for _, repository := range state.Names("aws_ecr_repository") {
		service := strings.TrimPrefix(repository, b.target.Repository(""))
		if slices.Contains(b.target.Services, service) {
			continue
		}
		left = append(left, service)
		if slices.Contains(named, service) {
			b.removed = append(b.removed, service)
		} else {
			asked = append(asked, service)
		}
	}
	for _, service := range named {
		if !slices.Contains(left, service) {
			return &UnknownError{Environment: b.target.Name, Service: service, Left: left}
		}
	}
	return b.keep(ctx, asked)
}

// keep keeps of these services' repositories those that hold images.
func (b *Bootstrap) keep(ctx context.Context, services []string) error {
	if len(services) == 0 {
		return nil
	}
	registry, err := b.target.Registry(ctx)
	if err != nil {
		return err
	}
	for _, service := range services {
		holds, err := registry.HoldsImages(ctx, b.target.Repository(service))
		if err != nil {
			return err
		}
		if holds {
			b.Kept = append(b.Kept, service)
		}
	}
	return nil
}

// services are the services whose repositories words name.
func services(t *cloud.Target, words []string) ([]string, error) {
	var named []string
	for _, word := range words {
		name, ok := strings.CutPrefix(word, "repository/")
		if !ok {
			return nil, fmt.Errorf("--data %q is no repository: write repository/%s", word, t.Repository("NAME"))
		}
		named = append(named, strings.TrimPrefix(name, t.Repository("")))
	}
	return named, nil
}

// root is the stack with its state in the bucket, or on disk before there is one.
func (b *Bootstrap) root(ctx context.Context) (*stack.Root, error) {
	if !b.onDisk {
		return stack.Open(b.repo, b.target, stack.Bootstrap, b.account), nil
	}
	if b.target.Embedded {
		return stack.OnDisk(b.repo, b.target, stack.Bootstrap), nil // it is as new as the call
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
		return slices.ContainsFunc(b.removed, func(service string) bool {
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
	text.WriteString("\n" + b.Verdict.Text())
	return text.String(), nil
}

// address is where the stack has a service's repository.
func address(service string) string {
	return fmt.Sprintf("module.ecr.aws_ecr_repository.this[%q]", service)
}

// list is a variable that is a list of names.
func list(variable string, names []string) []string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return []string{"-var=" + variable + "=[" + strings.Join(quoted, ",") + "]"}
}

// Removable names the repositories that a destroy may take with their images.
func Removable(t *cloud.Target, repositories []string) []string {
	var services []string
	for _, repository := range repositories {
		services = append(services, strings.TrimPrefix(repository, t.Repository("")))
	}
	return list("removable_repositories", services)
}
