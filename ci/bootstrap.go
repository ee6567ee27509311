package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// bootstrap makes what must exist before a deploy: the state bucket, the lock table and the repositories. It is
// idempotent. Its own state begins on disk and moves into the bucket that it made.
func (s *Slipway) bootstrap(ctx context.Context, t *target, account string) error {
	exists, err := t.hasStateBucket(ctx, account)
	if err != nil {
		return err
	}
	apply := append([]string{"apply", "-no-color", "-auto-approve"}, t.variables()...)
	const what = "bootstrap of the environment failed"
	if exists {
		ctr, err := s.initialised(ctx, t, bootstrapStack, account)
		if err != nil {
			return err
		}
		_, err = tf(ctx, ctr, what, apply...)
		return err
	}
	ctr, err := initialise(ctx, onDisk(s.terraform(t, bootstrapStack)), what)
	if err != nil {
		return err
	}
	if ctr, err = tf(ctx, ctr, what, apply...); err != nil {
		return err
	}
	_, err = initialise(ctx, ctr.WithoutFile(backendOverride), what+" when its state moved into the bucket",
		append(t.backend(account), "-migrate-state", "-force-copy")...)
	return err
}

func (t *target) hasStateBucket(ctx context.Context, account string) (bool, error) {
	client, err := t.s3(ctx)
	if err != nil {
		return false, err
	}
	bucket := t.StateBucket(account)
	_, err = client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(bucket)})
	var missing *types.NotFound
	if errors.As(err, &missing) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the state bucket %s: %w", bucket, err)
	}
	return true, nil
}
