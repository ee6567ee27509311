package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/tests/internal/dagger"
)

// example is a repository of two FastAPI services, as somebody has it who comes to Slipway.
const example = "ci/examples/fastapi"

// Strangers brings a repository of somebody else to its first deploy: services alone, with Dockerfiles, and nothing of Slipway.
// +check
func (t *Tests) Strangers(ctx context.Context) error {
	services := dag.Directory().WithDirectory("services", t.Whole.Directory(example+"/services"))
	changes := t.slipway(ctx, services).Init(dagger.SlipwayInitOpts{Project: "library"})
	added, err := changes.AddedPaths(ctx)
	if err != nil {
		return err
	}
	for _, file := range []string{"environments/local.tfvars", "environments/prod.tfvars", ".github/workflows/ci.yml", ".github/workflows/deploy.yml", ".gitignore"} {
		if !slices.Contains(added, file) {
			return fmt.Errorf("init does not write %s: %v", file, added)
		}
	}
	begun := services.WithDirectory("/", changes.Layer())
	return tellAll(ctx, []story{
		{"the first deploy", func(ctx context.Context) error { return t.strangersDeploy(ctx, begun) }},
		{"init once more", func(ctx context.Context) error { return t.initAgain(ctx, begun) }},
		{"settings in two places", func(ctx context.Context) error {
			err := t.slipway(ctx, begun.WithNewFile("terraform/environments/local.tfvars", "")).Validate(ctx)
			return refuses(err, "environments/ and in terraform/environments/")
		}},
		{"the example's own settings", func(ctx context.Context) error {
			return t.slipway(ctx, t.Whole.Directory(example)).Validate(ctx)
		}},
		{"the services of the bench", t.benched},
		{"a second build of what pip installs", func(ctx context.Context) error {
			out, err := t.slipway(ctx, begun).Build(ctx, dagger.SlipwayBuildOpts{Twice: true})
			if err != nil {
				return err
			}
			return wants(out, "A second build gives the same digests.")
		}},
		{"a policy of its own", func(ctx context.Context) error {
			_, err := t.slipway(ctx, begun.WithNewFile("terraform/policy/empty.rego", "package nothing\n")).Policy(ctx)
			return refuses(err, "rule")
		}},
		{"a rule of its own", func(ctx context.Context) error {
			_, err := t.slipway(ctx, begun.WithNewFile("environments/policy/names.rego", ownRule)).Policy(ctx)
			return refuses(err, "no-loans", "module.service[\"loans\"]", "name it lendings")
		}},
		{"a rule that is none", func(ctx context.Context) error {
			_, err := t.slipway(ctx, begun.WithNewFile("environments/policy/names.rego", "package acme.names\n\ndeny contains \"all\"\n")).Policy(ctx)
			return refuses(err, "environments/policy/names.rego adds no rule", "package slipway.rule.NAME")
		}},
		{"settings that Git ignores", func(ctx context.Context) error {
			changes := t.slipway(ctx, services.WithNewFile(".gitignore", "*.tfvars\n")).Init(dagger.SlipwayInitOpts{Project: "library"})
			text, err := changes.Layer().File(".gitignore").Contents(ctx)
			if err != nil {
				return err
			}
			return wants(text, "*.tfvars\n", "\n!/environments/*.tfvars\n")
		}},
		{"settings beside HCL of its own", func(ctx context.Context) error {
			moved := services.WithDirectory("terraform/environments", begun.Directory("environments")).WithoutFile("terraform/environments/prod.tfvars")
			added, err := t.slipway(ctx, moved).Init().AddedPaths(ctx)
			if err != nil {
				return err
			}
			if !slices.Contains(added, "terraform/environments/prod.tfvars") || slices.Contains(added, "environments/prod.tfvars") {
				return fmt.Errorf("init writes %v", added)
			}
			return nil
		}},
		{"tests of HCL that is not its own", func(ctx context.Context) error {
			out, err := t.slipway(ctx, begun).TerraformTest(ctx)
			if err != nil {
				return err
			}
			return wants(out, "none of this repository's own")
		}},
		{"lint", func(ctx context.Context) error {
			out, err := t.slipway(ctx, begun).Lint(ctx)
			if err != nil {
				return err
			}
			return wants(out, "hadolint", "actionlint", "zizmor")
		}},
		{"an error in the settings", func(ctx context.Context) error {
			wrong, err := replace(ctx, begun, "environments/local.tfvars", "health_path = \"/loans", "helth_path = \"/loans")
			if err != nil {
				return err
			}
			err = t.slipway(ctx, wrong).Validate(ctx)
			if err := refuses(err, "environments/local.tfvars:", "services.loans.helth_path", "health_path"); err != nil {
				return err
			}
			if wants(err.Error(), "terraform/environments") == nil {
				return fmt.Errorf("it names a folder that the repository does not have: %w", err)
			}
			return nil
		}},
	})
}

// ownRule is a rule beside those of the policy.
const ownRule = `package slipway.rule.no_loans

import data.slipway.lib.plan

about := {
	"id": "no-loans",
	"title": "No service is named loans",
	"reason": "The word is taken in this house.",
	"fix": "name it lendings",
}

deny contains {"address": address, "message": "This service has the name"} if {
	some address, _ in plan.by_type["aws_ecs_service"]
	contains(address, "loans")
}
`

// strangersDeploy deploys what init left. Nothing of the services that the module comes with may appear.
func (t *Tests) strangersDeploy(ctx context.Context, source *dagger.Directory) error {
	out, err := t.slipway(ctx, source).Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "200 at /books/healthz", "200 at /loans/healthz", "Deployed 2 services to local"); err != nil {
		return err
	}
	for _, ours := range []string{"catalog", "orders"} {
		if strings.Contains(out, ours) {
			return fmt.Errorf("it speaks of %s:\n%s", ours, out)
		}
	}
	return nil
}

// benched tests the two services that ci/bench compares. What it holds of them here hangs on no machine.
func (t *Tests) benched(ctx context.Context) error {
	slipway := t.slipway(ctx, dag.Directory().WithDirectory("services", t.Whole.Directory("ci/bench/services")))
	out, err := slipway.Test(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "gin", "fastapi", "stage test passed"); err != nil {
		return err
	}
	size, err := slipway.Image("gin").Size(ctx)
	if err == nil && size > 15_000_000 {
		err = fmt.Errorf("the image of a gin service has %d bytes", size)
	}
	return err
}

// initAgain leaves what is there.
func (t *Tests) initAgain(ctx context.Context, begun *dagger.Directory) error {
	changed := begun.WithNewFile("environments/local.tfvars", "project = \"other\"\n").WithoutFile("environments/prod.tfvars")
	changes := t.slipway(ctx, changed).Init()
	modified, err := changes.ModifiedPaths(ctx)
	if err != nil {
		return err
	}
	added, err := changes.AddedPaths(ctx)
	if err != nil {
		return err
	}
	if len(modified) > 0 || !slices.Equal(added, []string{"environments/prod.tfvars"}) {
		return errors.New("a second init writes " + strings.Join(append(modified, added...), ", "))
	}
	return nil
}
