// Package secrets asks Secrets Manager what a deploy and a bootstrap need to know: whether a secret is there, whether it has a
// value, and whether it waits for its end. It reads no value, and writes none.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/cenkalti/backoff/v5"
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
	// Key is the KMS key that it is encrypted with, empty where that is the one that AWS manages.
	Key string
	// Tags are its own.
	Tags map[string]string
	// versions are those that have a stage, with all that each has.
	versions map[string][]string
}

// Look asks for a secret by its name or ARN. An ARN may be of another region.
func Look(ctx context.Context, api API, id string) (Secret, error) {
	out, err := api.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)}, func(o *secretsmanager.Options) {
		if parsed, err := arn.Parse(id); err == nil {
			o.Region = parsed.Region
		}
	})
	var none *types.ResourceNotFoundException
	if errors.As(err, &none) {
		return Secret{ID: id}, nil
	}
	if err != nil {
		return Secret{}, fmt.Errorf("look at secret %s: %w", id, err)
	}
	s := Secret{
		ID: id, ARN: aws.ToString(out.ARN), There: true, Ending: out.DeletedDate != nil, Held: len(out.VersionIdsToStages) > 0,
		Key: aws.ToString(out.KmsKeyId), Tags: map[string]string{}, versions: out.VersionIdsToStages,
	}
	for _, stages := range out.VersionIdsToStages {
		s.Valued = s.Valued || slices.Contains(stages, current)
	}
	for _, tag := range out.Tags {
		s.Tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return s, nil
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
