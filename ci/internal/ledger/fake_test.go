package ledger

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// bucket is S3 with one bucket, which lists three keys at a time.
type bucket struct {
	mu      sync.Mutex
	objects map[string]string
	read    int
	gone    bool
	// before runs ahead of the next write, in place of another client.
	before func()
	// lose has the next write done twice, as by a client that got no answer to the first.
	lose bool
	// refuses is the error of each write.
	refuses error
}

func code(code string) error { return &smithy.GenericAPIError{Code: code} }

func (b *bucket) PutObject(ctx context.Context, in *s3.PutObjectInput, _ ...func(*s3.Options)) (*s3.PutObjectOutput, error) {
	if before := b.before; before != nil {
		b.before = nil
		before()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := io.ReadAll(in.Body)
	switch _, there := b.objects[aws.ToString(in.Key)]; {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case b.refuses != nil:
		return nil, b.refuses
	case there && aws.ToString(in.IfNoneMatch) == "*":
		return nil, code("PreconditionFailed")
	}
	if b.objects == nil {
		b.objects = map[string]string{}
	}
	b.objects[aws.ToString(in.Key)] = string(text)
	if b.lose {
		b.lose = false
		return nil, code("PreconditionFailed")
	}
	return &s3.PutObjectOutput{}, nil
}

func (b *bucket) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read++
	text, there := b.objects[aws.ToString(in.Key)]
	if !there {
		return nil, code("NoSuchKey")
	}
	return &s3.GetObjectOutput{Body: io.NopCloser(bytes.NewBufferString(text))}, nil
}

func (b *bucket) ListObjectsV2(_ context.Context, in *s3.ListObjectsV2Input, _ ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone {
		return nil, code("NoSuchBucket")
	}
	keys := slices.Sorted(maps.Keys(b.objects))
	keys = slices.DeleteFunc(keys, func(key string) bool { return !strings.HasPrefix(key, aws.ToString(in.Prefix)) })
	first := sort.SearchStrings(keys, aws.ToString(in.ContinuationToken))
	out := &s3.ListObjectsV2Output{}
	for _, key := range keys[first:] {
		if len(out.Contents) == 3 {
			out.IsTruncated, out.NextContinuationToken = aws.Bool(true), aws.String(key)
			break
		}
		out.Contents = append(out.Contents, types.Object{Key: aws.String(key)})
	}
	return out, nil
}

var errReset = errors.New("read tcp 10.0.0.1:443: connection reset by peer")
