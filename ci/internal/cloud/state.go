package cloud

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/tfstate"
)

// State says which state of a stack is the current one.
type State struct {
	// Exists is false before the first apply.
	Exists bool
	tfstate.State
}

// String is what a binding holds: "LINEAGE#SERIAL", or "none".
func (s State) String() string {
	if !s.Exists {
		return "none"
	}
	return fmt.Sprintf("%s#%d", s.Lineage, s.Serial)
}

// Bucket reports whether the state bucket exists, in this account and for these credentials.
func (t *Target) Bucket(ctx context.Context, account string) (bool, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return false, err
	}
	bucket := t.StateBucket(account)
	_, err = client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(bucket)})
	if awserror.Has(err, "NotFound", "NoSuchBucket") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for bucket %s: %w", bucket, err)
	}
	return true, nil
}

// State looks at the state of a stack in the state bucket: the object decides, not the bucket, which an interrupted bootstrap
// leaves without one.
func (t *Target) State(ctx context.Context, account, stack string) (State, error) {
	key := t.StateKey(stack)
	text, err := t.Object(ctx, account, key)
	if err != nil || text == nil {
		return State{}, err
	}
	state, err := tfstate.Read(text)
	if err != nil {
		return State{}, fmt.Errorf("the state s3://%s/%s can't be read (%w): bring back an older version of the object", t.StateBucket(account), key, err)
	}
	return State{Exists: true, State: state}, nil
}

// Object is an object of the state bucket, nil where there is none.
func (t *Target) Object(ctx context.Context, account, key string) ([]byte, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return nil, err
	}
	bucket := t.StateBucket(account)
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	if awserror.Has(err, "NoSuchKey", "NoSuchBucket", "NotFound") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read s3://%s/%s: %w", bucket, key, err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, fmt.Errorf("read s3://%s/%s: %w", bucket, key, err)
	}
	return text, nil
}

// PutObject writes an object into the state bucket.
func (t *Target) PutObject(ctx context.Context, account, key string, text []byte) error {
	client, err := t.S3(ctx)
	if err != nil {
		return err
	}
	bucket := t.StateBucket(account)
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(key), Body: bytes.NewReader(text)}); err != nil {
		return fmt.Errorf("write s3://%s/%s: %w", bucket, key, err)
	}
	return nil
}

// HasObjects reports whether a bucket holds anything, old versions included. One that is gone holds nothing.
func (t *Target) HasObjects(ctx context.Context, bucket string) (bool, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return false, err
	}
	listed, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: aws.String(bucket), MaxKeys: aws.Int32(1)})
	if awserror.Has(err, "NoSuchBucket") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into bucket %s: %w", bucket, err)
	}
	return len(listed.Versions) > 0, nil
}
