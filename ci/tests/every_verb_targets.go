package main

import (
	"context"

	"dagger/tests/internal/dagger"
)

// wrongForTargets are calls of the verbs that look at a target or change one. In the emulator that they are given nothing was ever made.
func (t *Tests) wrongForTargets(aws *emulated) []wrongCall {
	at := func(ctx context.Context) *dagger.Slipway { return t.at(ctx, t.Source, aws) }
	nowhere := func(ctx context.Context) *dagger.Slipway { return t.slipway(ctx, t.Source) }
	unknown := func(ctx context.Context) *dagger.Slipway {
		return t.with(ctx, t.Source, dagger.SlipwayOpts{Env: "qa", Aws: aws.service})
	}
	const (
		noSetting = `environment "qa" is unknown`
		noTarget  = "give --aws or --credentials before the verb"
		noWait    = `--lock-wait is "soon": write a duration`
		noFormat  = `--format is "yaml": write`
		never     = "run deploy first"
	)
	return []wrongCall{
		{"bootstrap", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Bootstrap().Sync(ctx)) }},
		{"bootstrap plan", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Bootstrap().Plan(ctx)) }},
		{"bootstrap apply", noWait, func(ctx context.Context) error {
			return failed(at(ctx).Bootstrap(dagger.SlipwayBootstrapOpts{LockWait: "soon"}).Apply(ctx))
		}},
		{"push", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Push(ctx)) }},
		{"plan", noSetting, func(ctx context.Context) error { return failed(unknown(ctx).Plan().Summary(ctx)) }},
		{"sign", "nothing to sign with is given", func(ctx context.Context) error { return failed(at(ctx).Sign(ctx)) }},
		{"apply", "a saved plan needs the AWS that it was made against", func(ctx context.Context) error {
			return failed(nowhere(ctx).Apply(dagger.SlipwayApplyOpts{Plan: dag.Directory()}).Summary(ctx))
		}},
		{"deploy", noFormat, func(ctx context.Context) error {
			return failed(at(ctx).Deploy(ctx, dagger.SlipwayDeployOpts{Format: "yaml"}))
		}},
		{"rollback", noWait, func(ctx context.Context) error {
			return failed(at(ctx).Rollback(ctx, dagger.SlipwayRollbackOpts{LockWait: "soon"}))
		}},
		{"restart", noWait, func(ctx context.Context) error {
			return failed(at(ctx).Restart(ctx, dagger.SlipwayRestartOpts{LockWait: "soon"}))
		}},
		{"refresh-instances", noTarget, func(ctx context.Context) error { return failed(nowhere(ctx).RefreshInstances(ctx)) }},
		{"destroy", "nothing to destroy", func(ctx context.Context) error { return failed(at(ctx).Destroy(ctx)) }},
		{"verify", never, func(ctx context.Context) error { return failed(at(ctx).Verify(ctx)) }},
		{"drift", never, func(ctx context.Context) error { return failed(at(ctx).Drift(ctx)) }},
		{"status", "service catalog: it is not deployed: run deploy", func(ctx context.Context) error { return failed(at(ctx).Status(ctx)) }},
		{"instances", noFormat, func(ctx context.Context) error {
			return failed(at(ctx).Instances(ctx, dagger.SlipwayInstancesOpts{Format: "yaml"}))
		}},
		{"logs", "write one of catalog, dump, mailer, orders, report", func(ctx context.Context) error {
			return failed(at(ctx).Logs(ctx, dagger.SlipwayLogsOpts{Service: "catalgo"}))
		}},
		{"releases", "--max is -1", func(ctx context.Context) error {
			return failed(at(ctx).Releases(ctx, dagger.SlipwayReleasesOpts{Max: -1}))
		}},
		{"exec", "has no end", func(ctx context.Context) error { return failed(at(ctx).Exec(ctx, "catalog", "echo 'a")) }},
		{"task", `--timeout is "soon"`, func(ctx context.Context) error {
			return failed(at(ctx).Task(ctx, "catalog", dagger.SlipwayTaskOpts{Timeout: "soon"}))
		}},
		{"lock status", noTarget, func(ctx context.Context) error { return failed(nowhere(ctx).Lock().Status(ctx)) }},
		{"lock release", noTarget, func(ctx context.Context) error { return failed(nowhere(ctx).Lock().Release(ctx)) }},
		{"lock hold", "has nothing to hold yet", func(ctx context.Context) error {
			return failed(at(ctx).Lock().Hold(ctx, "the database moves"))
		}},
		{"preview up", `--ttl is "soon"`, func(ctx context.Context) error {
			return failed(at(ctx).Preview().Up(ctx, "pr-12", dagger.SlipwayPreviewUpOpts{TTL: "soon"}))
		}},
		{"preview down", noWait, func(ctx context.Context) error {
			return failed(at(ctx).Preview().Down(ctx, "pr-12", dagger.SlipwayPreviewDownOpts{LockWait: "soon"}))
		}},
		{"preview reap", noWait, func(ctx context.Context) error {
			return failed(at(ctx).Preview().Reap(ctx, dagger.SlipwayPreviewReapOpts{LockWait: "soon"}))
		}},
		{"preview list", noFormat, func(ctx context.Context) error {
			return failed(at(ctx).Preview().List(ctx, dagger.SlipwayPreviewListOpts{Format: "yaml"}))
		}},
	}
}
