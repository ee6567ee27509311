package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	stacks "dagger/slipway/internal/stack"
)

// A stack is a root module of terraform/stacks.
type stack string

const (
	bootstrapStack stack = "bootstrap"
	platformStack  stack = "platform"
)

// awsConfig has the provider, the backend and Terraform read credentials from the mounted secret: no variable holds them.
const awsConfig = "[default]\ncredential_process = cat /run/secrets/aws\n"

// terraform is a container in the folder of a stack, with the target's AWS and credentials. An exec in it is never
// answered by the cache: it carries the call's own number.
func (s *Slipway) terraform(t *target, in stack) *dagger.Container {
	return s.withTarget(s.base(terraformImage), t, in)
}

func (s *Slipway) withTarget(ctr *dagger.Container, t *target, in stack) *dagger.Container {
	ctr = withAWS(ctr, t).
		// What Terraform does not read is left out: its change must not make another exec.
		WithMountedDirectory("/src/terraform", s.Source.Directory("terraform").WithoutDirectory("policy").WithoutDirectory("tests")).
		WithWorkdir("/src/terraform/stacks/"+string(in)).
		WithEnvVariable("TF_IN_AUTOMATION", "1").
		WithEnvVariable("TF_INPUT", "0").
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithEnvVariable("SLIPWAY_CALL", t.call)
	return stacks.Providers(ctr, s.repository())
}

// withAWS has the target's AWS and credentials.
func withAWS(ctr *dagger.Container, t *target) *dagger.Container {
	ctr = ctr.
		WithEnvVariable("AWS_REGION", t.Region).
		WithEnvVariable("AWS_EC2_METADATA_DISABLED", "true").
		WithNewFile("/root/.aws/config", awsConfig).
		WithMountedSecret("/run/secrets/aws", t.credentials)
	if t.aws != nil {
		ctr = ctr.WithServiceBinding("aws", t.aws).
			WithEnvVariable("AWS_ENDPOINT_URL", fmt.Sprintf("http://aws:%d", cloud.EmulatorPort))
	}
	return ctr
}

// tf runs terraform in the container and explains a failure by what it printed.
func tf(ctx context.Context, ctr *dagger.Container, what string, args ...string) (*dagger.Container, error) {
	run := ctr.WithExec(append([]string{"terraform"}, args...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	return run, mustPass(ctx, run, what)
}

// initialised is a stack whose state is in the bucket of its environment.
func (s *Slipway) initialised(ctx context.Context, t *target, in stack, account string) (*dagger.Container, error) {
	return initialise(ctx, s.terraform(t, in), "init of the "+string(in)+" failed", t.backend(account)...)
}

func initialise(ctx context.Context, ctr *dagger.Container, what string, args ...string) (*dagger.Container, error) {
	return tf(ctx, ctr, what, append([]string{"init", "-no-color", "-lockfile=readonly"}, args...)...)
}

// onDisk has the stack keep its state beside it: before the bucket is there, when it goes, and for plans that nobody applies.
func onDisk(ctr *dagger.Container) *dagger.Container {
	return ctr.WithNewFile(backendOverride, "terraform {\n  backend \"local\" {}\n}\n")
}

const backendOverride = "backend_override.tf"

// backend is what init must be told: the rest is in the stack.
func (t *target) backend(account string) []string {
	return []string{
		"-backend-config=bucket=" + t.StateBucket(account),
		"-backend-config=dynamodb_table=" + t.LockTable(),
		"-backend-config=region=" + t.Region,
		fmt.Sprintf("-backend-config=use_path_style=%t", t.Emulated),
	}
}

// variables are the environment's settings, and that its AWS is the emulator where only this call knows.
func (t *target) variables() []string {
	args := []string{"-var-file=../../environments/" + t.file}
	if t.rehearsed {
		args = append(args, "-var=emulated=true")
	}
	return args
}

// unprotected are the settings for a destroy. Terraform takes the last word on a variable, so this one comes last.
func (t *target) unprotected() []string {
	return append(t.variables(), "-var=deletion_protection=false")
}

// planJSON is the saved plan as JSON, and what it changes.
func (s *Slipway) planJSON(ctx context.Context, ctr *dagger.Container) (*dagger.File, plan.Summary, error) {
	const shown = "/tmp/plan.json"
	run := intoFile(ctr, shown, "terraform", "show", "-json", planFile)
	text, err := output(ctx, run, "the saved plan can't be read", shown)
	if err != nil {
		return nil, plan.Summary{}, err
	}
	summary, err := plan.Read(text)
	return run.File(shown), summary, err
}
