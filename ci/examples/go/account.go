package main

import (
	"context"

	"dagger/examples/internal/dagger"
)

// Shows what bootstrap would make on an account. A person applies it.
func (e *Examples) SlipwayBootstrap(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Bootstrap().Plan(ctx)
}

// Pushes the images that the account's repositories lack.
func (e *Examples) SlipwayPush(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Push(ctx)
}

// Signs them with the key in KMS that the settings trust.
func (e *Examples) SlipwaySign(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Sign(ctx)
}

// Saves the plan of an environment, for somebody to read and for apply.
func (e *Examples) SlipwayPlan(credentials *dagger.Secret) *dagger.Directory {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Plan().Files()
}

// Tells a pull request of GitHub what it would change.
func (e *Examples) SlipwayPlan_Comment(ctx context.Context, credentials *dagger.Secret, repository string, pullRequest int, token *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Plan().Comment(ctx, repository, pullRequest, token)
}

// Applies a plan that was saved, and verifies that each service serves.
func (e *Examples) SlipwayApply(ctx context.Context, credentials *dagger.Secret, plan *dagger.Directory) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Apply(dagger.SlipwayApplyOpts{Plan: plan}).Summary(ctx)
}

// Asks whether each service serves now.
func (e *Examples) SlipwayVerify(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Verify(ctx)
}

// Says in what the platform is not as it was applied: an error where it is not.
func (e *Examples) SlipwayDrift(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Drift(ctx)
}

// Shows the cluster's instances, and whether there is a newer image for them: an error where something is not well.
func (e *Examples) SlipwayInstances(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Instances(ctx)
}

// Replaces the cluster's instances by newer ones, and changes nothing else.
func (e *Examples) SlipwayRefreshInstances(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).RefreshInstances(ctx, dagger.SlipwayRefreshInstancesOpts{LockWait: "10m"})
}

// Shows what runs, as JSON, whose field "well" says whether all is well; as text it is an error where something is not.
func (e *Examples) SlipwayStatus(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Status(ctx, dagger.SlipwayStatusOpts{Format: "json"})
}

// Prints what a service wrote within the last hour.
func (e *Examples) SlipwayLogs(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Logs(ctx, dagger.SlipwayLogsOpts{Service: "orders", Since: "1h"})
}

// Replaces the tasks of a service, once a secret that it reads was rotated.
func (e *Examples) SlipwayRestart(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Restart(ctx, dagger.SlipwayRestartOpts{Service: "orders"})
}

// Runs a command in the newest task of a service: an error, with its exit code, where that is not 0.
func (e *Examples) SlipwayExec(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Exec(ctx, "orders", "sh -c 'df -h | sort'")
}

// Runs a job now, with a command of its own: an error with its exit code where it fails.
func (e *Examples) SlipwayTask(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).
		Task(ctx, "orders", dagger.SlipwayTaskOpts{Command: []string{"migrate"}, Timeout: "10m"})
}

// Takes an environment down, and its database with it.
func (e *Examples) SlipwayDestroy(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Destroy(ctx, dagger.SlipwayDestroyOpts{Data: []string{"database/main"}})
}

// Lists the last five releases, with all that the ledger has of them.
func (e *Examples) SlipwayReleases(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Releases(ctx, dagger.SlipwayReleasesOpts{Max: 5, Format: "json"})
}

// Brings back the images of an earlier release, and waits for a run that is under way.
func (e *Examples) SlipwayRollback(ctx context.Context, credentials *dagger.Secret, release int) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).
		Rollback(ctx, dagger.SlipwayRollbackOpts{To: release, LockWait: "10m"})
}

// Keeps every run from changing an environment, until its lock is released.
func (e *Examples) SlipwayLock_Hold(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "prod", Credentials: credentials}).Lock().Hold(ctx, "the database moves")
}

// Deploys a pull request beside an environment, at a name of its own, for three days.
func (e *Examples) SlipwayPreview_Up(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging", Credentials: credentials}).Preview().Up(ctx, "pr-12", dagger.SlipwayPreviewUpOpts{TTL: "72h"})
}

// Takes a preview down, with its data.
func (e *Examples) SlipwayPreview_Down(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging", Credentials: credentials}).Preview().Down(ctx, "pr-12")
}

// Takes down the previews whose time has come: an error where one stays.
func (e *Examples) SlipwayPreview_Reap(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging", Credentials: credentials}).Preview().Reap(ctx)
}

// Lists the previews of an environment, as JSON.
func (e *Examples) SlipwayPreview_List(ctx context.Context, credentials *dagger.Secret) (string, error) {
	return dag.Slipway(dagger.SlipwayOpts{Env: "staging", Credentials: credentials}).Preview().List(ctx, dagger.SlipwayPreviewListOpts{Format: "json"})
}
