package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// localBackend holds the state of the first bootstrap, until its bucket is there.
const localBackend = `terraform {
  backend "local" {}
}
`

// bootstrap makes what must exist before a deploy: the state bucket, the lock table and the repositories. It is
// idempotent. Its own state begins on disk and moves into the bucket that it made.
func (s *Slipway) bootstrap(ctx context.Context, t *target, account string) error {
	exists, err := t.hasStateBucket(ctx, account)
	if err != nil {
		return err
	}
	ctr := s.terraform(t, bootstrapStack)
	apply := append([]string{"apply", "-no-color", "-auto-approve"}, t.variables()...)
	migrate := append([]string{"init", "-no-color", "-lockfile=readonly"}, t.backend(account)...)
	const what = "bootstrap of the environment failed"
	if exists {
		if ctr, err = tf(ctx, ctr, what, migrate...); err != nil {
			return err
		}
		_, err = tf(ctx, ctr, what, apply...)
		return err
	}
	ctr = ctr.WithNewFile("backend_override.tf", localBackend)
	if ctr, err = tf(ctx, ctr, what, "init", "-no-color", "-lockfile=readonly"); err != nil {
		return err
	}
	if ctr, err = tf(ctx, ctr, what, apply...); err != nil {
		return err
	}
	ctr = ctr.WithoutFile("backend_override.tf")
	_, err = tf(ctx, ctr, what+" when its state moved into the bucket", append(migrate, "-migrate-state", "-force-copy")...)
	return err
}

func (t *target) hasStateBucket(ctx context.Context, account string) (bool, error) {
	config, err := t.sdk(ctx)
	if err != nil {
		return false, err
	}
	client := s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = t.Emulated })
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
