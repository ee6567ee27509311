package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// S3 is the part of an S3 client that a ledger needs. *s3.Client is one.
type S3 interface {
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
}

// Ledger is the history of deployments, one object each, under releases/ in the state bucket.
type Ledger struct {
	client S3
	bucket string
}

// NewLedger is the ledger in a bucket. It makes no call.
func NewLedger(client S3, bucket string) *Ledger { return &Ledger{client: client, bucket: bucket} }

// maxEntry bounds what is read of one object, in bytes: an entry with a hundred services is far smaller.
const maxEntry = 1 << 20

// Record adds an entry and returns its key. It never overwrites: an object with the same time and revision but another
// content is a *ExistsError. An entry that is already there byte for byte was recorded by an earlier try, and is no error. A
// missing bucket is a *MissingBucketError, a bad entry a *InvalidError.
func (l *Ledger) Record(ctx context.Context, entry Entry) (string, error) {
	data, err := EncodeEntry(entry)
	if err != nil {
		return "", err
	}
	key := entry.key()
	_, err = l.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket:      aws.String(l.bucket),
		Key:         aws.String(key),
		Body:        bytes.NewReader(data),
		ContentType: aws.String("application/json"),
		IfNoneMatch: aws.String("*"),
	})
	if hasCode(err, "PreconditionFailed") {
		// The SDK sends a request again when the answer is lost, and its first try may have been written.
		if there, readErr := l.read(ctx, key); readErr == nil && bytes.Equal(there, data) {
			return key, nil
		}
		return "", &ExistsError{Bucket: l.bucket, Key: key}
	}
	if err != nil {
		return "", l.wrap("record the deployment in", key, err)
	}
	return key, nil
}

// List returns an environment's entries, newest first, at most limit of them, or all when limit is 0. An environment without
// any has an empty list. An entry that cannot be read is an error that names it: skipping it could bring back the wrong
// release.
func (l *Ledger) List(ctx context.Context, environment string, limit int) ([]Entry, error) {
	var entries []Entry
	err := l.walk(ctx, environment, func(entry Entry) bool {
		entries = append(entries, entry)
		return len(entries) != limit
	})
	return entries, err
}

// Last returns the newest entry that succeeded. It wraps ErrNoRelease when there is none.
func (l *Ledger) Last(ctx context.Context, environment string) (Entry, error) {
	var last *Entry
	err := l.walk(ctx, environment, func(entry Entry) bool {
		if entry.Status == Succeeded {
			last = &entry
		}
		return last == nil
	})
	if err != nil {
		return Entry{}, err
	}
	if last == nil {
		return Entry{}, fmt.Errorf("%s: %w", environment, ErrNoRelease)
	}
	return *last, nil
}

// walk reads an environment's entries, newest first, until visit returns false.
func (l *Ledger) walk(ctx context.Context, environment string, visit func(Entry) bool) error {
	if !environmentForm.MatchString(environment) {
		return &InvalidError{Problems: []string{fmt.Sprintf("environment is %q", environment)}}
	}
	keys, err := l.keys(ctx, environment)
	if err != nil {
		return err
	}
	for _, key := range keys {
		data, err := l.read(ctx, key)
		if err != nil {
			return l.wrap("read", key, err)
		}
		entry, err := DecodeEntry(data)
		if err != nil {
			return fmt.Errorf("s3://%s/%s: %w: use the version of slipway that wrote it, or move the object away", l.bucket, key, err)
		}
		if !visit(entry) {
			return nil
		}
	}
	return nil
}

// keys lists the environment's keys, newest first. S3 can only list forwards, so it takes a call for each thousand.
func (l *Ledger) keys(ctx context.Context, environment string) ([]string, error) {
	// The slash at the end keeps prod apart from prod-eu.
	prefix := path.Join("releases", environment) + "/"
	pages := s3.NewListObjectsV2Paginator(l.client, &s3.ListObjectsV2Input{
		Bucket: aws.String(l.bucket),
		Prefix: aws.String(prefix),
	})
	var keys []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, l.wrap("list", prefix, err)
		}
		for _, object := range page.Contents {
			// Whatever else somebody put there is not ours to judge.
			if key := aws.ToString(object.Key); path.Dir(key)+"/" == prefix && keyForm.MatchString(path.Base(key)) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	return keys, nil
}

func (l *Ledger) read(ctx context.Context, key string) (data []byte, err error) {
	object, err := l.client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(l.bucket), Key: aws.String(key)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, object.Body.Close()) }()
	data, err = io.ReadAll(io.LimitReader(object.Body, maxEntry+1))
	if err == nil && len(data) > maxEntry {
		err = fmt.Errorf("it is larger than %d bytes, so it is no entry", maxEntry)
	}
	return data, err
}

func (l *Ledger) wrap(did, key string, err error) error {
	if hasCode(err, "NoSuchBucket") {
		return &MissingBucketError{Bucket: l.bucket, Err: err}
	}
	return fmt.Errorf("%s s3://%s/%s: %w", did, l.bucket, key, err)
}

func hasCode(err error, code string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == code
}
