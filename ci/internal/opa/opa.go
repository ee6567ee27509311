// Package opa asks the rules of terraform/policy about plans.
package opa

import (
	"context"
	"time"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/rego"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

// container has the rules at /policy, and the tool that evaluates them.
func container(repo repository.Repository) *dagger.Container {
	return repo.Box.Base(toolbox.Terraform).
		WithFile("/usr/local/bin/opa", repo.Box.GoTool("opa", "github.com/open-policy-agent/opa")).
		WithMountedDirectory("/policy", repo.Policy())
}

// Test runs the rules' own tests: every rule finds its failing fixture and passes the other. Rules that a repository has beside
// them need no fixtures.
func Test(ctx context.Context, repo repository.Repository) error {
	all := container(repo)
	if _, err := toolbox.Run(ctx, all, "the policy fails opa check", "opa", "check", "--strict", "/policy"); err != nil {
		return err
	}
	tested := all.WithoutMount("/policy").WithMountedDirectory("/policy", repo.Policy().WithoutDirectory(repository.OwnRules))
	if _, err := toolbox.Run(ctx, tested, "terraform/policy fails opa test", "opa", "test", "--timeout", "5m", "/policy"); err != nil {
		return err
	}
	// A wrong argument of a builtin, such as a null, only makes a test's expression undefined. Judge ends with it.
	_, err := toolbox.Run(ctx, tested, "a rule of terraform/policy gives a builtin a wrong argument",
		"opa", "eval", "--strict-builtin-errors", "--format", "pretty", "--data", "/policy", "[name | some name, _ in data.slipway_test]")
	return err
}

// Judge asks the rules about a plan, as JSON, and holds their findings against the allowances, as of today.
func Judge(ctx context.Context, repo repository.Repository, planned *dagger.File) (gate.Verdict, error) {
	const file = "/answer.json"
	run := toolbox.IntoFile(container(repo).WithMountedFile("/plan.json", planned), file,
		"opa", "eval", "--strict-builtin-errors", "--format", "json", "--data", "/policy", "--input", "/plan.json", rego.Query)
	answer, err := toolbox.Read(ctx, run.File(file), "the policy could not be asked about the plan")
	if err != nil {
		return gate.Verdict{}, err
	}
	evaluation, err := rego.Read(answer)
	if err != nil {
		return gate.Verdict{}, err
	}
	own, err := repo.OwnRules(ctx)
	if err != nil {
		return gate.Verdict{}, err
	}
	if err := evaluation.CheckOwn(own); err != nil {
		return gate.Verdict{}, err
	}
	allowances, err := repo.Allowances(ctx)
	if err != nil {
		return gate.Verdict{}, err
	}
	return evaluation.Judge(allowances, time.Now())
}

// FirstPlan plans an environment that has nothing yet. The plan is the same for the same source, so the cache may answer: its
// emulator and its images are placeholders.
func FirstPlan(ctx context.Context, repo repository.Repository, environment string) (*stack.Planned, error) {
	settings, err := repo.Settings(ctx, environment)
	if err != nil {
		return nil, err
	}
	images, err := stack.Placeholders(settings)
	if err != nil {
		return nil, err
	}
	target := cloud.Throwaway(repo.Box, settings, "rehearsal")
	return stack.OnDisk(repo, target, stack.Platform).With(stack.ImagesFile, images).Plan(ctx)
}
