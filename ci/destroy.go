package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	stacks "dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
)

// Destroy takes the platform of an environment down, and says what went and what was kept.
//
// It refuses while there is data that the call does not name: databases, tables, and buckets that have objects. Then it
// lifts the protections (deletion protection, scale-in protection of the instances), destroys, and checks that nothing is
// left in the state. A database leaves its final snapshot, a secret can be brought back for its recovery days, and old task
// definitions of a protected environment stay registered. State, locks and images stay, for the next deploy.
// +cache="never"
func (s *Slipway) Destroy(
	ctx context.Context,
	// Environment to destroy: a file of terraform/environments, without .tfvars.
	env string,
	// Data that may be lost, as the refusal names it: "database/NAME,table/NAME,bucket/NAME".
	// +optional
	data []string,
	// Destroy the rest too: the state bucket, the lock table and the repositories with all their images.
	// +optional
	everything bool,
	// Emulator to destroy it in, as tcp://host:port.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
) (string, error) {
	if aws == nil && credentials == nil {
		return "", errors.New("nothing to destroy: the embedded emulator ends with the call that deploys to it; give --aws or --credentials")
	}
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	account, err := t.account(ctx)
	if err != nil {
		return "", err
	}
	exists, err := t.hasStateBucket(ctx, account)
	if err != nil {
		return "", err
	}
	if !exists {
		return "", fmt.Errorf("nothing to destroy: environment %s has no state, there is no bucket %s", env, t.StateBucket(account))
	}
	text, err := s.destroyPlatform(ctx, t, account, data)
	if err != nil || !everything {
		return text, err
	}
	more, err := s.destroyBootstrap(ctx, t, account)
	return text + more, err
}

func (s *Slipway) destroyPlatform(ctx context.Context, t *target, account string, data []string) (string, error) {
	ctr, err := s.initialised(ctx, t, platformStack, account)
	if err != nil {
		return "", err
	}
	// The images are wherever they are: a destroy needs only to be told of some.
	placeholders, err := stacks.Placeholders(t.Environment)
	if err != nil {
		return "", err
	}
	ctr = ctr.WithNewFile(stacks.ImagesFile, placeholders)
	stack, err := readState(ctx, ctr)
	if err != nil {
		return "", err
	}
	if stack.Resources == 0 {
		return "The platform of " + t.Name + " is not there.\n", teardown.Permit(t.Name, nil, data)
	}
	holders, err := t.withData(ctx, stack.Holders)
	if err != nil {
		return "", err
	}
	if err := teardown.Permit(t.Name, holders, data); err != nil {
		return "", err
	}
	if ctr, err = s.unprotect(ctx, t, ctr, stack); err != nil {
		return "", err
	}
	if err := s.destroyStack(ctx, t, ctr, "the platform"); err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Destroyed the platform of %s: %d resources.\n", t.Name, stack.Resources)
	for _, h := range holders {
		fmt.Fprintf(&text, "  gone: %s\n", h.Word)
	}
	for _, h := range stack.Holders {
		if h.Snapshot != "" {
			fmt.Fprintf(&text, "  kept: the final snapshot %s of %s\n", h.Snapshot, h.Word)
		}
	}
	return text.String(), nil
}

// unprotect lifts the protection of what is in the state, and of nothing else: it must not change what is there into
// what this source says, so only changes in place are taken.
func (s *Slipway) unprotect(ctx context.Context, t *target, ctr *dagger.Container, stack teardown.Stack) (*dagger.Container, error) {
	const what = "the protections could not be lifted"
	args := append([]string{"plan", "-no-color", "-out=" + planFile}, t.unprotected()...)
	for _, address := range stack.Guarded {
		args = append(args, "-target="+address)
	}
	ctr, err := tf(ctx, ctr, what, args...)
	if err != nil {
		return nil, err
	}
	_, summary, err := s.planJSON(ctx, ctr)
	if err != nil {
		return nil, err
	}
	for _, change := range summary.Changes {
		if change.Action == plan.Delete || change.Action == plan.Replace {
			return nil, fmt.Errorf("%s: this source would %s %s, so it is not the one that was deployed: run destroy from the deployed revision; nothing was changed",
				what, change.Action, change.Address)
		}
	}
	return tf(ctx, ctr, what, "apply", "-no-color", planFile)
}

// destroyStack destroys all that the container's state holds, and makes sure that nothing is left in it.
func (s *Slipway) destroyStack(ctx context.Context, t *target, ctr *dagger.Container, name string) error {
	what := "destroy of " + name + " failed"
	ctr, err := tf(ctx, ctr, what, append([]string{"plan", "-no-color", "-destroy", "-out=" + planFile}, t.unprotected()...)...)
	if err != nil {
		return err
	}
	if ctr, err = tf(ctx, ctr, what+": run it again, it goes on where it ended", "apply", "-no-color", planFile); err != nil {
		return err
	}
	left, err := readState(ctx, ctr)
	if err == nil && left.Resources > 0 {
		err = fmt.Errorf("%s: %d resources are left in the state: run it again", what, left.Resources)
	}
	return err
}

func readState(ctx context.Context, ctr *dagger.Container) (teardown.Stack, error) {
	const shown = "/tmp/state.json"
	text, err := output(ctx, intoFile(ctr, shown, "terraform", "show", "-json"), "the state can't be read", shown)
	if err != nil {
		return teardown.Stack{}, err
	}
	return teardown.Read(text)
}

// withData leaves out the buckets that are empty.
func (t *target) withData(ctx context.Context, holders []teardown.Holder) ([]teardown.Holder, error) {
	client, err := t.s3(ctx)
	if err != nil {
		return nil, err
	}
	var full []teardown.Holder
	for _, h := range holders {
		if h.Bucket != "" {
			listed, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: aws.String(h.Bucket), MaxKeys: aws.Int32(1)})
			var answer smithy.APIError
			gone := errors.As(err, &answer) && answer.ErrorCode() == "NoSuchBucket"
			if err != nil && !gone {
				return nil, fmt.Errorf("look into bucket %s: %w", h.Bucket, err)
			}
			if gone || len(listed.Versions) == 0 {
				continue
			}
		}
		full = append(full, h)
	}
	return full, nil
}
