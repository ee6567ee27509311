package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/dagger"
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
	ctr := s.base(terraformImage).
		WithMountedDirectory("/src/terraform", s.Source.Directory("terraform")).
		WithWorkdir("/src/terraform/stacks/"+string(in)).
		WithEnvVariable("TF_IN_AUTOMATION", "1").
		WithEnvVariable("TF_INPUT", "0").
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithEnvVariable("AWS_REGION", t.Region).
		WithEnvVariable("AWS_EC2_METADATA_DISABLED", "true").
		WithNewFile("/root/.aws/config", awsConfig).
		WithMountedSecret("/run/secrets/aws", t.credentials).
		WithEnvVariable("SLIPWAY_CALL", t.call)
	ctr = s.withProviderCache(ctr)
	if t.aws != nil {
		ctr = ctr.WithServiceBinding("aws", t.aws).
			WithEnvVariable("AWS_ENDPOINT_URL", fmt.Sprintf("http://aws:%d", emulatorPort))
	}
	return ctr
}

// tf runs terraform in the container and explains a failure by what it printed.
func tf(ctx context.Context, ctr *dagger.Container, what string, args ...string) (*dagger.Container, error) {
	run := ctr.WithExec(append([]string{"terraform"}, args...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	return run, mustPass(ctx, run, what)
}

// backend is what init must be told: the rest is in the stack.
func (t *target) backend(account string) []string {
	return []string{
		"-backend-config=bucket=" + t.StateBucket(account),
		"-backend-config=dynamodb_table=" + t.LockTable(),
		"-backend-config=region=" + t.Region,
		fmt.Sprintf("-backend-config=use_path_style=%t", t.Emulated),
	}
}

func (t *target) varFile() string { return "-var-file=../../environments/" + t.file }
