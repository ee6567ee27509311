package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"slipway/services/internal/awsclient"
)

// signedFor is how long a signed address serves: too short to be passed on.
const signedFor = 5 * time.Minute

// bucket is where receipts are, and what else is made of orders.
type bucket struct {
	client *s3.Client
	signer *s3.PresignClient
	name   string
}

func newBucket(client *s3.Client, name string) *bucket {
	return &bucket{client: client, signer: s3.NewPresignClient(client), name: name}
}

// put writes an object, over one that is there.
func (b *bucket) put(ctx context.Context, key, contentType string, body []byte) error {
	return b.write(ctx, &s3.PutObjectInput{Bucket: &b.name, Key: &key, ContentType: &contentType, Body: bytes.NewReader(body)})
}

// once writes an object unless it is there, and reports whether it did. A write
// whose answer was lost, and that is sent again, reports that it did not.
func (b *bucket) once(ctx context.Context, key, contentType string, body []byte) (wrote bool, err error) {
	err = b.write(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, ContentType: &contentType, Body: bytes.NewReader(body), IfNoneMatch: aws.String("*"),
	})
	if refused, ok := errors.AsType[smithy.APIError](err); ok && refused.ErrorCode() == "PreconditionFailed" {
		return false, nil
	}
	return err == nil, err
}

func (b *bucket) write(ctx context.Context, in *s3.PutObjectInput) error {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	if _, err := b.client.PutObject(ctx, in); err != nil {
		return b.failed("write "+*in.Key, err)
	}
	return nil
}

// address is where an object is read, for a few minutes.
func (b *bucket) address(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	signed, err := b.signer.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key}, s3.WithPresignExpires(signedFor))
	if err != nil {
		return "", b.failed("sign an address", err)
	}
	return signed.URL, nil
}

// check is the readiness check.
func (b *bucket) check(ctx context.Context) error {
	if _, err := b.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name}); err != nil {
		return b.failed("look for it", err)
	}
	return nil
}

func (b *bucket) failed(what string, err error) error {
	return fmt.Errorf("bucket %s: %s: check BUCKET_RECEIPTS, the bucket and the task role's rights: %w", b.name, what, err)
}
