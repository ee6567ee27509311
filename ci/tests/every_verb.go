package main

import (
	"context"

	"dagger/tests/internal/dagger"
)

// wrongCall is a call of a verb that is refused, and words of the refusal.
type wrongCall struct {
	verb string
	says string
	call func(context.Context) error
}

// EveryVerb makes a wrong call of each verb: a wrong argument, a repository without services, an environment that was never deployed. Each
// is refused with what to do next. internal/commands holds the table against the module's functions.
// +check
func (t *Tests) EveryVerb(ctx context.Context) error {
	aws, err := t.start(ctx, "every-verb")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	var stories []story
	for _, c := range append(t.wrongForSource(), t.wrongForTargets(aws)...) {
		stories = append(stories, story{c.verb, func(ctx context.Context) error { return refuses(c.call(ctx), c.says) }})
	}
	if err := tellAll(ctx, stories); err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}

// failed is the error of a call alone.
func failed[T any](_ T, err error) error { return err }

// wrongForSource are calls of the verbs that read source.
func (t *Tests) wrongForSource() []wrongCall {
	without := dag.Directory().WithNewFile("README.md", "soon\n")
	bare := func(ctx context.Context) *dagger.Slipway { return t.slipway(ctx, without) }
	ours := func(ctx context.Context) *dagger.Slipway { return t.slipway(ctx, t.Source) }
	unknown := func(ctx context.Context) *dagger.Slipway { return t.with(ctx, t.Source, dagger.SlipwayOpts{Env: "qa"}) }
	const (
		noService = "no service found: add a directory services/<name>"
		nobody    = `there is no service "nobody": write one of catalog, orders`
		noSetting = `environment "qa" is unknown`
		severity  = `severity "loud" is unknown: write`
	)
	return []wrongCall{
		{"services", noService, func(ctx context.Context) error { return failed(bare(ctx).Services(ctx)) }},
		{"init", noService, func(ctx context.Context) error { return failed(bare(ctx).Init().AddedPaths(ctx)) }},
		{"build", noService, func(ctx context.Context) error { return failed(bare(ctx).Build(ctx)) }},
		{"lint", noService, func(ctx context.Context) error { return failed(bare(ctx).Lint(ctx)) }},
		{"validate", "there is no file of settings", func(ctx context.Context) error { return bare(ctx).Validate(ctx) }},
		{"test", nobody, func(ctx context.Context) error {
			return failed(ours(ctx).Test(ctx, dagger.SlipwayTestOpts{Service: "nobody"}))
		}},
		{"image", nobody, func(ctx context.Context) error { return failed(ours(ctx).Image("nobody").Digest(ctx)) }},
		{"sbom", nobody, func(ctx context.Context) error {
			return failed(ours(ctx).Sbom(dagger.SlipwaySbomOpts{Service: "nobody"}).Entries(ctx))
		}},
		{"provenance", nobody, func(ctx context.Context) error { return failed(ours(ctx).Provenance(ctx, "nobody")) }},
		{"release", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Release().Summary(ctx)) }},
		{"rehearse", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Rehearse(ctx)) }},
		{"policy", noSetting, func(ctx context.Context) error {
			return failed(ours(ctx).Policy(ctx, dagger.SlipwayPolicyOpts{Only: "qa"}))
		}},
		{"scan", severity, func(ctx context.Context) error {
			return failed(ours(ctx).Scan(ctx, dagger.SlipwayScanOpts{Severity: "loud"}))
		}},
		{"reports", severity, func(ctx context.Context) error {
			return failed(ours(ctx).Reports(dagger.SlipwayReportsOpts{Severity: "loud"}).Entries(ctx))
		}},
		{"terraform-test", "terraform/modules/nothing is neither a module nor a stack: write one of", func(ctx context.Context) error {
			return failed(ours(ctx).TerraformTest(ctx, dagger.SlipwayTerraformTestOpts{Folder: "modules/nothing"}))
		}},
		{"terratest", `environment "local" is unknown`, func(ctx context.Context) error {
			return failed(t.slipway(ctx, without.WithNewFile("terraform/tests/a_test.go", "package tests\n")).Terratest(ctx))
		}},
		{"signing-key", "the password is empty", func(ctx context.Context) error {
			return failed(ours(ctx).SigningKey(dag.SetSecret("no-password", "")).Entries(ctx))
		}},
		{"versions", `version of "go": write name, version and in`, func(ctx context.Context) error {
			source := dag.Directory().WithNewFile("ci/versions.yaml", "pins:\n  - name: go\n")
			return failed(ours(ctx).Versions(dagger.SlipwayVersionsOpts{Source: source}).IsEmpty(ctx))
		}},
		{"emulator", `--tasks "perhaps": write`, func(ctx context.Context) error {
			return failed(t.with(ctx, t.Source, dagger.SlipwayOpts{Tasks: "perhaps"}).Emulator().Hostname(ctx))
		}},
		{"with-build-secret", "--name is empty", func(ctx context.Context) error {
			return failed(ours(ctx).WithBuildSecret("", dag.SetSecret("of-no-name", secret())).Services(ctx))
		}},
		{"with-registry-login", `--address is "https://registry.example"`, func(ctx context.Context) error {
			login := dag.SetSecret("of-no-registry", secret())
			return failed(ours(ctx).WithRegistryLogin("https://registry.example", "maria", login).Services(ctx))
		}},
	}
}
