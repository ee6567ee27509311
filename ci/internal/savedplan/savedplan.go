// Package savedplan keeps a plan with what it was made from, and compares that with what is there when it is applied.
package savedplan

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// The files of a plan's folder, beside the plan. A source leaves out what begins so: a plan that was saved in it would be
// another source by itself.
const (
	bindingFile = stack.PlanFile + ".binding.json"
	summaryFile = stack.PlanFile + ".summary.txt"
)

// NoBucket is the state of an emulator that has no place for one until its first deploy. A plan shows what that would make; applied,
// it would leave its state where it was made, so it is no plan for the state that comes after.
const NoBucket = "no bucket"

// Binding is what a plan is bound to, as it is now: account, region, environment, sources, provider lock, state. The images and
// the plan file are the plan's own.
func Binding(ctx context.Context, repo repository.Repository, t *cloud.Target, account, revision, state string) (plan.Binding, error) {
	b := plan.Binding{Account: account, Region: t.Region, Environment: t.Name, Services: revision, State: state}
	var err error
	if b.Terraform, err = repo.Box.Hash(ctx, repo.HCL()); err != nil {
		return b, err
	}
	lock := "terraform/stacks/" + stack.Platform + "/.terraform.lock.hcl"
	text, err := repo.File(ctx, lock)
	if err != nil {
		return b, err
	}
	if text == nil {
		return b, fmt.Errorf("%s is not there: run terraform providers lock in that folder, and commit the file", lock)
	}
	b.LockHash = plan.Hash(text)
	return b, nil
}

// Save makes the folder of a plan.
func Save(ctx context.Context, box toolbox.Box, planned *stack.Planned, binding plan.Binding, summary string) (*dagger.Directory, error) {
	binding.Images, binding.SummaryHash = planned.Images, plan.Hash([]byte(summary))
	var err error
	if binding.PlanHash, err = Hash(ctx, box, planned.File); err != nil {
		return nil, err
	}
	text, err := binding.Encode()
	if err != nil {
		return nil, err
	}
	return dag.Directory().
		WithFile(stack.PlanFile, planned.File).
		WithNewFile(bindingFile, string(text)).
		WithNewFile(summaryFile, summary).Sync(ctx)
}

// Hash is that of a plan file.
func Hash(ctx context.Context, box toolbox.Box, file *dagger.File) (string, error) {
	return box.Hash(ctx, dag.Directory().WithFile(stack.PlanFile, file))
}

// Open reads what a folder says that its plan was made from.
func Open(ctx context.Context, folder *dagger.Directory) (plan.Binding, error) {
	there, err := folder.Exists(ctx, bindingFile)
	if err != nil {
		return plan.Binding{}, fmt.Errorf("read --plan: %w", err)
	}
	if !there {
		return plan.Binding{}, fmt.Errorf("--plan has no %s: give the folder that `plan files -o DIR` wrote", bindingFile)
	}
	text, err := folder.File(bindingFile).Contents(ctx)
	if err != nil {
		return plan.Binding{}, fmt.Errorf("read --plan: %w", err)
	}
	return plan.DecodeBinding([]byte(text))
}

// Check compares a saved plan with what is there now, and takes its file where nothing differs. The images are compared with
// those that the plan itself ships; whether the registry has them, it is asked.
func Check(ctx context.Context, repo repository.Repository, t *cloud.Target, folder *dagger.Directory, saved, now plan.Binding) (*stack.Planned, error) {
	file := folder.File(stack.PlanFile)
	var err error
	if now.PlanHash, err = Hash(ctx, repo.Box, file); err != nil {
		return nil, err
	}
	text, err := (repository.Repository{Source: folder}).File(ctx, summaryFile)
	if err != nil {
		return nil, fmt.Errorf("read --plan: %w", err)
	}
	now.SummaryHash = plan.Hash(text) // of nothing where it is gone
	// A file that was exchanged is not opened: what it ships counts only once it is known to be the reviewed one.
	now.Images = saved.Images
	if err := saved.Check(now); err != nil {
		return nil, err
	}
	if now.State == NoBucket {
		return nil, errors.New("the environment has no state bucket, so the plan can't be applied: run bootstrap, then plan again")
	}
	planned, err := stack.Open(repo, t, stack.Platform, now.Account).Saved(ctx, file)
	if err != nil {
		return nil, err
	}
	now.Images = planned.Images
	return planned, saved.Check(now)
}

// Digests are the digests of references, by service.
func Digests(references map[string]string) map[string]string {
	digests := map[string]string{}
	for service, reference := range references {
		_, digests[service], _ = strings.Cut(reference, "@")
	}
	return digests
}
