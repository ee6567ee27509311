package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dagger/tests/internal/dagger"
)

// Plans makes plans of a deployed environment, and applies them, or what they no longer match.
// +check
func (t *Tests) Plans(ctx context.Context) error {
	t, err := t.small(ctx)
	if err != nil {
		return err
	}
	return t.tell(ctx, "plans", []part{
		{"a plan before the bootstrap", t.planTooEarly},
		{"the first deploy", t.firstDeploy},
		{"a plan on a branch without a service", t.planReads},
		{"comments on a pull request", t.comments},
		{"pages and pictures", t.pages},
		{"a release that ECS rolls back", t.rolledBack},
		{"a plan for something else", t.changedPlans},
		{"a reviewed plan", t.reviewedPlan},
	})
}

// planTooEarly plans on an emulator that has no state bucket. What it shows can't be applied later: the state would be lost.
func (t *Tests) planTooEarly(ctx context.Context, aws *emulated) error {
	slipway := t.at(ctx, t.Source, aws)
	files, err := slipway.Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	if _, err := slipway.Bootstrap().Apply(ctx); err != nil {
		return err
	}
	_, err = slipway.Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	return refuses(err, "state no bucket → none", "run plan again")
}

// withoutOrders is a branch on which a service was taken out.
func (t *Tests) withoutOrders(ctx context.Context) (*dagger.Directory, error) {
	const settings = "terraform/environments/local.tfvars"
	text, err := t.Source.File(settings).Contents(ctx)
	if err != nil {
		return nil, err
	}
	before, rest, found := strings.Cut(text, "\n  orders = {")
	_, after, ended := strings.Cut(rest, "\n  }\n")
	after = regexp.MustCompile(`(?m)^.*\bimage = "orders".*\n`).ReplaceAllString(after, "") // they run its image
	if !found || !ended {
		return nil, fmt.Errorf("%s has no service orders", settings)
	}
	own, err := t.Source.File(".slipway.yaml").Contents(ctx)
	if err != nil {
		return nil, err
	}
	others, _, _ := strings.Cut(own, "  orders:\n") // what is said of orders ends the file
	return t.Source.WithoutDirectory("services/orders").WithNewFile(settings, before+after).WithNewFile(".slipway.yaml", others), nil
}

// planReads plans a branch without the service orders, with credentials that may only read: nothing may change, neither what
// runs nor the images that it runs from.
func (t *Tests) planReads(ctx context.Context, aws *emulated) error {
	branch, err := t.withoutOrders(ctx)
	if err != nil {
		return err
	}
	before, err := aws.resources(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(aws.readOnly(ctx, true), aws.forgetCalls(ctx)); err != nil {
		return err
	}
	summary, err := t.at(ctx, branch, aws).Plan().Summary(ctx)
	if err == nil {
		err = wants(summary, "delete", `module.service["orders"]`)
	}
	if err == nil {
		var bootstrap string
		bootstrap, err = t.at(ctx, branch, aws).Bootstrap().Plan(ctx)
		if err == nil {
			err = wants(bootstrap, "Kept: repository slipway-local/orders", "--data repository/slipway-local/orders", "Plan: no changes.")
		}
	}
	writes, asked := aws.calls(ctx, true)
	if err := errors.Join(err, asked, aws.readOnly(ctx, false)); err != nil {
		return err
	}
	if len(writes) > 0 {
		return fmt.Errorf("plan and bootstrap plan may only read, and they called %v", writes)
	}
	after, err := aws.resources(ctx)
	if err != nil {
		return err
	}
	if !slices.Equal(before, after) {
		return errors.New("a plan changed something")
	}
	return nil
}

// rolledBack applies a reviewed plan whose release ECS gives up: the apply must not be green, and the release before serves again.
func (t *Tests) rolledBack(ctx context.Context, aws *emulated) error {
	broken := t.Source.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"a release that does not start\"\n")
	slipway := t.at(ctx, broken, aws)
	files, err := slipway.Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	_, err = slipway.Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	if err := refuses(err, "service catalog", "has no image sha256:", "dagger call push"); err != nil {
		return fmt.Errorf("before its image was pushed: %w", err)
	}
	if _, err := slipway.Push(ctx); err != nil {
		return err
	}
	if err := aws.post(ctx, "/_slipway/fail-next/catalog"); err != nil {
		return err
	}
	_, err = slipway.Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	return refuses(err, "service catalog", "no longer deploys", "was rolled back", "has the images of release 2, and serves", "Serves now:", "(release 4)")
}

// changedPlans gives apply a plan whose inputs changed since, one after the other. Each refusal names what differs.
func (t *Tests) changedPlans(ctx context.Context, aws *emulated) error {
	files, err := t.at(ctx, t.Source, aws).Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	binding, err := files.File("plan.tfplan.binding.json").Contents(ctx)
	if err != nil {
		return err
	}
	tampered := func(from, to string) *dagger.Directory {
		return files.WithNewFile("plan.tfplan.binding.json", strings.Replace(binding, from, to, 1))
	}
	platform := "terraform/stacks/platform/"
	hcl, err := replace(ctx, t.Source, "terraform/environments/local.tfvars", "count       = 2", "count       = 3")
	if err != nil {
		return err
	}
	lock, err := replace(ctx, t.Source, platform+".terraform.lock.hcl", "# This file is maintained", "# This file was maintained")
	if err != nil {
		return err
	}
	own, err := t.Source.File(".slipway.yaml").Contents(ctx)
	if err != nil {
		return err
	}
	allowance := t.Source.WithNewFile(".slipway.yaml", own+"\nallowances:\n"+
		"  - {gate: policy, rule: nat-per-zone, environment: local, reason: for a while, expires: 2026-01-31}\n")
	services := t.Source.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"another\"\n")
	_, digest, _ := strings.Cut(binding, "catalog@sha256:")
	cases := []struct {
		name   string
		source *dagger.Directory
		files  *dagger.Directory
		says   []string
	}{
		{"another account", t.Source, tampered("123456789012", "210987654321"), []string{"account 210987654321 → 123456789012"}},
		{"another region", t.Source, tampered(`"us-east-1"`, `"eu-west-1"`), []string{"region eu-west-1 → us-east-1"}},
		{"another environment", t.Source, tampered(`"environment": "local"`, `"environment": "staging"`), []string{"environment staging → local"}},
		{"other services", services, files, []string{"services "}},
		{"another HCL", hcl, files, []string{"terraform "}},
		{"another digest", t.Source, tampered(digest[:12], "000000000000"), []string{"image catalog"}},
		{"another lock file", lock, files, []string{"provider lock "}},
		{"another plan file", t.Source, files.WithNewFile("plan.tfplan", "tampered"), []string{"plan file "}},
		{"another summary than was reviewed", t.Source, files.WithNewFile("plan.tfplan.summary.txt", "Plan: no changes.\n"), []string{"summary "}},
		{"an expired allowance", allowance, files, []string{"nat-per-zone", "2026-01-31"}},
	}
	var stories []story
	for _, c := range cases {
		stories = append(stories, story{c.name, func(ctx context.Context) error {
			_, err := t.at(ctx, c.source, aws).Apply(dagger.SlipwayApplyOpts{Plan: c.files, LockWait: "10m"}).Summary(ctx)
			return refuses(err, c.says...)
		}})
	}
	return tellAll(ctx, stories)
}

// reviewedPlan applies a plan, and then once more: the state moved on.
func (t *Tests) reviewedPlan(ctx context.Context, aws *emulated) error {
	slipway := t.at(ctx, t.Source.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"a reviewed release\"\n"), aws)
	if _, err := slipway.Push(ctx); err != nil {
		return err
	}
	files, err := slipway.Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	if err := t.cleanFiles(ctx, "the saved plan", files); err != nil {
		return err
	}
	out, err := slipway.Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "Applied.", "200 at /catalog/healthz"); err != nil {
		return err
	}
	_, err = slipway.Apply(dagger.SlipwayApplyOpts{Plan: files}).Summary(ctx)
	return refuses(err, "state ", "run plan again")
}
