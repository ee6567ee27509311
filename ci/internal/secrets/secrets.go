// Package secrets asks Secrets Manager what a deploy and a bootstrap need to know: whether a secret is there, whether it has a
// value, and whether it waits for its end. It reads no value, and writes none.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/cenkalti/backoff/v5"

	"dagger/slipway/internal/awserror"
)

// API is the part of Secrets Manager's client that is used here. *secretsmanager.Client is one.
type API interface {
	DescribeSecret(context.Context, *secretsmanager.DescribeSecretInput, ...func(*secretsmanager.Options)) (*secretsmanager.DescribeSecretOutput, error)
	RestoreSecret(context.Context, *secretsmanager.RestoreSecretInput, ...func(*secretsmanager.Options)) (*secretsmanager.RestoreSecretOutput, error)
}

// Secret is one as it is now.
type Secret struct {
	// ID is the name or ARN that it was asked by.
	ID  string
	ARN string
	// There is false where it doesn't exist.
	There bool
	// Ending says that it was deleted and can be brought back until its recovery days are over.
	Ending bool
	// Valued says that a version is staged AWSCURRENT; Held, that there is any version at all.
	Valued, Held bool
}

// Look asks for a secret by its name or ARN.
func Look(ctx context.Context, api API, id string) (Secret, error) {
	out, err := api.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)})
	var none *types.ResourceNotFoundException
	if errors.As(err, &none) {
		return Secret{ID: id}, nil
	}
	if err != nil {
		return Secret{}, fmt.Errorf("look at secret %s: %w", id, err)
	}
	s := Secret{ID: id, ARN: aws.ToString(out.ARN), There: true, Ending: out.DeletedDate != nil, Held: len(out.VersionIdsToStages) > 0}
	for _, stages := range out.VersionIdsToStages {
		s.Valued = s.Valued || slices.Contains(stages, "AWSCURRENT")
	}
	return s, nil
}

// Place is where the secrets are, as a person's commands name it. prerequisite.Place is one.
type Place interface {
	Command(verb string) string
	CLI() string
}

// Check refuses while a secret that a service reads has no value: ECS starts no task without it. reads has the secrets by name
// or ARN, each with its services; name makes of a name in the settings the one in AWS. The errors of all secrets are joined.
func Check(ctx context.Context, api API, place Place, name func(string) string, reads map[string][]string) error {
	var failed []error
	for _, secret := range slices.Sorted(maps.Keys(reads)) {
		id, foreign := name(secret), strings.HasPrefix(secret, "arn:")
		if foreign {
			if id = current(secret); id == "" {
				continue
			}
		}
		found, err := Look(ctx, api, id)
		switch {
		case foreign && awserror.Denied(err): // the pipeline need not see what its services may read
		case err != nil:
			failed = append(failed, err)
		case !found.There || found.Ending || !found.Valued:
			failed = append(failed, &MissingError{found, place, reads[secret]})
		}
	}
	return errors.Join(failed...)
}

// current is the secret of a reference "ARN", "ARN:key:stage:version" whose current version a task reads; empty where it reads
// another one, or no secret of Secrets Manager.
func current(reference string) string {
	fields := strings.Split(reference, ":")
	if len(fields) < 7 || fields[2] != "secretsmanager" {
		return ""
	}
	for i, field := range fields[7:] {
		if i > 0 && field != "" && field != "AWSCURRENT" {
			return ""
		}
	}
	return strings.Join(fields[:7], ":")
}

// How often and when AWS is asked whether a secret is back.
const (
	restoreTries = 10
	restorePause = 2 * time.Second
)

// Restore brings secrets back that wait for their end, with their values, and waits until AWS says so.
func Restore(ctx context.Context, api API, ids []string) error {
	for _, id := range ids {
		if _, err := api.RestoreSecret(ctx, &secretsmanager.RestoreSecretInput{SecretId: aws.String(id)}); err != nil {
			return fmt.Errorf("bring back secret %s, which waits for its end: %w", id, err)
		}
		_, err := backoff.Retry(ctx, func() (struct{}, error) {
			s, err := Look(ctx, api, id)
			if err != nil {
				return struct{}{}, backoff.Permanent(err)
			}
			if !s.There || s.Ending {
				return struct{}{}, fmt.Errorf("secret %s was brought back, and AWS still says that it waits for its end: run bootstrap again in a minute", id)
			}
			return struct{}{}, nil
		}, backoff.WithMaxTries(restoreTries), backoff.WithBackOff(backoff.NewConstantBackOff(restorePause)))
		if err != nil {
			return err
		}
	}
	return nil
}
