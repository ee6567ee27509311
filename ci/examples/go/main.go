// How a module of yours calls Slipway: an example for each verb that is called from code.
//
// The repository is the one that the call is made in, as with `dagger call`; source: in SlipwayOpts names another.
package main

import (
	"context"

	"dagger/examples/internal/dagger"
)

// Examples of the module slipway.
type Examples struct{}

// Walks the way of deploy step by step, on a target that outlives the call, and builds nothing twice.
func (e *Examples) Slipway_Steps(
	ctx context.Context,
	// An emulator: Slipway().Emulator().
	aws *dagger.Service,
) (string, error) {
	slipway := dag.Slipway(dagger.SlipwayOpts{Aws: aws})
	release := slipway.Release()
	if _, err := slipway.Push(ctx, dagger.SlipwayPushOpts{Release: release}); err != nil {
		return "", err
	}
	// What a person may read and approve before the last step.
	plan := slipway.Plan(dagger.SlipwayPlanOpts{Release: release}).Files()
	return slipway.Apply(dagger.SlipwayApplyOpts{Plan: plan}).Summary(ctx)
}

// Deploys to an emulator inside the call: no account is needed.
func (e *Examples) SlipwayDeploy(ctx context.Context) (string, error) {
	return dag.Slipway().Deploy(ctx)
}

// Tells the whole story of an environment on an emulator, before there is an account: here with the settings of environments/staging.tfvars.
func (e *Examples) SlipwayRehearse(ctx context.Context) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging"}).Rehearse(ctx)
}

// Deploys to the account of the credentials, with the settings of environments/staging.tfvars.
func (e *Examples) SlipwayDeploy_Account(
	ctx context.Context,
	// As `aws configure export-credentials` prints them.
	credentials *dagger.Secret,
) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging", Credentials: credentials}).Deploy(ctx)
}

// Writes settings and workflows for a repository that has neither: export the changes to see them.
func (e *Examples) SlipwayInit() *dagger.Changeset {
	return dag.Slipway().Init()
}

// Lists the services of the repository.
func (e *Examples) SlipwayServices(ctx context.Context) (string, error) {
	return dag.Slipway().Services(ctx)
}

// Tests one service.
func (e *Examples) SlipwayTest(ctx context.Context, service string) (string, error) {
	return dag.Slipway().Test(ctx, dagger.SlipwayTestOpts{Service: service})
}

// Checks the settings of each environment, and the HCL.
func (e *Examples) SlipwayValidate(ctx context.Context) error {
	return dag.Slipway().Validate(ctx)
}

// Holds the source against the rules of its kinds of files.
func (e *Examples) SlipwayLint(ctx context.Context) (string, error) {
	return dag.Slipway().Lint(ctx)
}

// Looks for secrets, misconfiguration, licences and vulnerabilities, and refuses from medium severity on.
func (e *Examples) SlipwayScan(ctx context.Context) (string, error) {
	return dag.Slipway().Scan(ctx, dagger.SlipwayScanOpts{Severity: "medium"})
}

// Builds the services, and prints their digests.
func (e *Examples) SlipwayBuild(ctx context.Context) (string, error) {
	return dag.Slipway().Build(ctx)
}

// Serves a service as it is shipped: `dagger call slipway-image --service NAME up`.
func (e *Examples) SlipwayImage(service string) *dagger.Service {
	return dag.Slipway().Image(service).Container().AsService()
}

// Saves what is in each image of a release.
func (e *Examples) SlipwayRelease() *dagger.Directory {
	return dag.Slipway().Release().Sboms()
}

// Saves what tests and gates found, also where one refused.
func (e *Examples) SlipwayReports() *dagger.Directory {
	return dag.Slipway().Reports()
}

// Gives a secret to the builds: RUN --mount=type=secret,id=pip in a Dockerfile.
func (e *Examples) SlipwayWithBuildSecret(ctx context.Context, token *dagger.Secret) (string, error) {
	return dag.Slipway().WithBuildSecret("pip", token).Build(ctx)
}

// Builds from base images of a private registry.
func (e *Examples) SlipwayWithRegistryLogin(ctx context.Context, password *dagger.Secret) (string, error) {
	return dag.Slipway().WithRegistryLogin("registry.example.com", "builder", password).Build(ctx)
}
