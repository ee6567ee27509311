package ledger

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/awserror"
)

// API is the part of an S3 client that is used here. *s3.Client is one.
type API interface {
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
}

// Ledger is of one environment.
type Ledger struct {
	API    API
	Bucket string
	// Prefix is what its objects begin with, releases/ where it is empty.
	Prefix string
}

const (
	beginning = "begin.json"
	ending    = "end.json"
)

func (l *Ledger) prefix() string { return cmp.Or(l.Prefix, "releases/") }

func (l *Ledger) key(number int, half string) string {
	return l.prefix() + strconv.Itoa(number) + "/" + half
}

// Begin writes the first half of an entry under the next free number, and returns it with that. Another run may take the number
// meanwhile: S3 then refuses it, and the next one is tried.
func (l *Ledger) Begin(ctx context.Context, b Begin) (Begin, error) {
	numbers, err := l.numbers(ctx)
	if err != nil {
		return b, err
	}
	b.Number = 1
	if len(numbers) > 0 {
		b.Number = numbers[len(numbers)-1].number + 1
	}
	for ; ; b.Number++ {
		taken, err := l.write(ctx, l.key(b.Number, beginning), b)
		if err != nil {
			return b, err
		}
		if !taken {
			return b, nil
		}
		// The answer to the write may have got lost, and the client have sent it again.
		var there Begin
		if found, err := l.read(ctx, l.key(b.Number, beginning), &there); err != nil || found && there.ID == b.ID {
			return b, err
		}
	}
}

// End writes the second half of an entry. One that is there stays.
func (l *Ledger) End(ctx context.Context, number int, e End) error {
	_, err := l.write(ctx, l.key(number, ending), e)
	return err
}

// write writes an object that is not there yet, and says whether it was.
func (l *Ledger) write(ctx context.Context, key string, value any) (taken bool, err error) {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return false, fmt.Errorf("encode %s: %w", key, err)
	}
	_, err = l.API.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(l.Bucket), Key: aws.String(key), Body: bytes.NewReader(append(text, '\n')),
		ContentType: aws.String("application/json"), IfNoneMatch: aws.String("*"),
	})
	switch {
	case awserror.Has(err, "PreconditionFailed", "ConditionalRequestConflict"):
		return true, nil
	case err != nil:
		return false, &WriteError{Object: "s3://" + l.Bucket + "/" + key, Err: err}
	}
	return false, nil
}

// WriteError is an entry that could not be written.
type WriteError struct {
	Object string
	Err    error
}

func (e *WriteError) Error() string {
	text := fmt.Sprintf("write %s: %v", e.Object, e.Err)
	if then := advice.Of(e.Err.Error()); then != "" {
		text += "\n" + then
	}
	return text
}

func (e *WriteError) Unwrap() error { return e.Err }

// read reads an object, and says whether it is there.
func (l *Ledger) read(ctx context.Context, key string, into any) (bool, error) {
	got, err := l.API.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(l.Bucket), Key: aws.String(key)})
	if awserror.Has(err, "NoSuchKey", "NoSuchBucket", "NotFound") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read s3://%s/%s: %w", l.Bucket, key, err)
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return false, fmt.Errorf("read s3://%s/%s (%w): bring back an older version of the object", l.Bucket, key, err)
	}
	return true, nil
}

// entry is what a listing says of an entry.
type entry struct {
	number int
	ended  bool
}

// numbers are the entries that there are, by number. A bucket that is not there has none.
func (l *Ledger) numbers(ctx context.Context) ([]entry, error) {
	begun, ended := map[int]bool{}, map[int]bool{}
	pages := s3.NewListObjectsV2Paginator(l.API, &s3.ListObjectsV2Input{Bucket: aws.String(l.Bucket), Prefix: aws.String(l.prefix())})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if awserror.Has(err, "NoSuchBucket") {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("list s3://%s/%s: %w", l.Bucket, l.prefix(), err)
		}
		for _, object := range page.Contents {
			text, half, _ := strings.Cut(strings.TrimPrefix(aws.ToString(object.Key), l.prefix()), "/")
			number, err := strconv.Atoi(text)
			switch {
			case err != nil: // somebody else's
			case half == beginning:
				begun[number] = true
			case half == ending:
				ended[number] = true
			}
		}
	}
	var entries []entry
	for number := range begun {
		entries = append(entries, entry{number, ended[number]})
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.number - b.number })
	return entries, nil
}

// atOnce is how many entries are read side by side.
const atOnce = 10

// Newest gives the entries, the newest first, and reads no more of them than are taken.
func (l *Ledger) Newest(ctx context.Context) iter.Seq2[Release, error] {
	return func(yield func(Release, error) bool) {
		entries, err := l.numbers(ctx)
		if err != nil {
			yield(Release{}, err)
			return
		}
		slices.Reverse(entries)
		for some := range slices.Chunk(entries, atOnce) {
			releases := make([]Release, len(some))
			group, reading := errgroup.WithContext(ctx)
			for i, e := range some {
				group.Go(func() (err error) { releases[i], err = l.release(reading, e); return err })
			}
			if err := group.Wait(); err != nil {
				yield(Release{}, err)
				return
			}
			for _, r := range releases {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func (l *Ledger) release(ctx context.Context, e entry) (Release, error) {
	var r Release
	if _, err := l.read(ctx, l.key(e.number, beginning), &r.Begin); err != nil {
		return r, err
	}
	if !e.ended {
		return r, nil
	}
	r.End = &End{}
	_, err := l.read(ctx, l.key(e.number, ending), r.End)
	return r, err
}
