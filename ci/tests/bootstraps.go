package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"

	"dagger/tests/internal/dagger"
)

// Bootstraps makes what must exist before a deploy: shown, ended by a kill, adopted, and made. Then a service goes, whose
// repository holds images: it stays until it is named. In the end all goes and comes back, within the recovery days of its secret.
// +check
func (t *Tests) Bootstraps(ctx context.Context) error {
	return t.tell(ctx, "bootstraps", []part{
		{"a plan", t.bootstrapPlan},
		{"a bootstrap that is killed", t.bootstrapKilled},
		{"a service that goes", t.repositoryGoes},
		{"a service that comes back", t.repositoryComes},
		{"all of it that goes and comes back", t.secretComes},
	})
}

func (t *Tests) bootstrapPlan(ctx context.Context, aws *emulated) error {
	out, err := t.at(ctx, t.Source, aws).Bootstrap().Plan(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "create", "module.state.aws_s3_bucket.state", `module.ecr.aws_ecr_repository.this["orders"]`, "0 refused"); err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}

// bootstrapKilled loses the state of a bootstrap that has made the bucket and a repository.
func (t *Tests) bootstrapKilled(ctx context.Context, aws *emulated) error {
	err := aws.killed(ctx, "CreateRepository", true, func(ctx context.Context) error {
		_, err := t.at(ctx, t.Source, aws).Bootstrap().Apply(ctx)
		return err
	})
	if err != nil {
		return err
	}
	out, err := t.at(ctx, t.Source, aws).Bootstrap().Apply(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "Adopted: ", "is bootstrapped"); err != nil {
		return err
	}
	out, err = t.at(ctx, t.Source, aws).Bootstrap().Plan(ctx)
	if err != nil {
		return err
	}
	return wants(out, "Plan: no changes.")
}

func (t *Tests) repositoryGoes(ctx context.Context, e *emulated) error {
	if _, err := t.at(ctx, t.Source, e).Push(ctx); err != nil {
		return err
	}
	branch, err := t.withoutOrders(ctx)
	if err != nil {
		return err
	}
	_, err = t.at(ctx, branch, e).Bootstrap(dagger.SlipwayBootstrapOpts{Data: []string{"repository/slipway-local/odrers"}}).Apply(ctx)
	if err := refuses(err, "odrers", "write one of orders"); err != nil {
		return err
	}
	out, err := t.at(ctx, branch, e).Bootstrap().Apply(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "Kept: repository slipway-local/orders", "Plan: no changes."); err != nil {
		return err
	}
	named := dagger.SlipwayBootstrapOpts{Data: []string{"repository/slipway-local/orders"}}
	out, err = t.at(ctx, branch, e).Bootstrap(named).Apply(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "delete", `module.ecr.aws_ecr_repository.this["orders"]`); err != nil {
		return err
	}
	found, err := ecr.NewFromConfig(e.config()).DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{})
	if err != nil {
		return err
	}
	if len(found.Repositories) != 1 || aws.ToString(found.Repositories[0].RepositoryName) != "slipway-local/catalog" {
		return errors.New("the named repository should be gone, and no other")
	}
	return nil
}

// repositoryComes pushes a service that the last bootstrap did not know.
func (t *Tests) repositoryComes(ctx context.Context, e *emulated) error {
	out, err := t.at(ctx, t.Source, e).Push(ctx)
	if err != nil {
		return err
	}
	return wants(out, "slipway-local/orders", "sent", "was there")
}

// secretComes gives the secret recovery days, which the emulator's settings don't have.
func (t *Tests) secretComes(ctx context.Context, e *emulated) error {
	source, err := replace(ctx, t.Source, "terraform/environments/local.tfvars", "recovery_days = 0", "recovery_days = 7")
	if err != nil {
		return err
	}
	slipway := t.at(ctx, source, e)
	if _, err := slipway.Bootstrap().Apply(ctx); err != nil {
		return err
	}
	return comesBack(ctx, slipway, e, "us-east-1", "slipway-local")
}
