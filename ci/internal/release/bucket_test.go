package release

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// bucket is S3 with one bucket, "state", that lists two keys a page.
type bucket struct {
	objects map[string][]byte
	lists   int
}

func newBucket() *bucket { return &bucket{objects: map[string][]byte{}} }

func check(ctx context.Context, name *string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if aws.ToString(name) != "state" {
		return &types.NoSuchBucket{}
	}
	return nil
}

func (b *bucket) PutObject(ctx context.Context, in *s3.PutObjectInput, _ ...func(*s3.Options)) (*s3.PutObjectOutput, error) {
	if err := check(ctx, in.Bucket); err != nil {
		return nil, err
	}
	_, there := b.objects[*in.Key]
	if there && aws.ToString(in.IfNoneMatch) == "*" {
		return nil, &smithy.GenericAPIError{Code: "PreconditionFailed"}
	}
	data, err := io.ReadAll(in.Body)
	if err != nil {
		return nil, err
	}
	b.objects[*in.Key] = data
	return &s3.PutObjectOutput{}, nil
}

func (b *bucket) GetObject(ctx context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	if err := check(ctx, in.Bucket); err != nil {
		return nil, err
	}
	data, ok := b.objects[*in.Key]
	if !ok {
		return nil, &types.NoSuchKey{}
	}
	return &s3.GetObjectOutput{Body: io.NopCloser(bytes.NewReader(data))}, nil
}

func (b *bucket) ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, _ ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	if err := check(ctx, in.Bucket); err != nil {
		return nil, err
	}
	b.lists++
	out := &s3.ListObjectsV2Output{}
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		if !strings.HasPrefix(key, aws.ToString(in.Prefix)) || key <= aws.ToString(in.ContinuationToken) {
			continue
		}
		if len(out.Contents) == 2 {
			out.IsTruncated = aws.Bool(true)
			out.NextContinuationToken = out.Contents[1].Key
			break
		}
		out.Contents = append(out.Contents, types.Object{Key: aws.String(key)})
	}
	return out, nil
}
