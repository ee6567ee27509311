package preview

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/environment"
)

// API is the part of an S3 client that is used here. *s3.Client is one.
type API interface {
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	DeleteObject(context.Context, *s3.DeleteObjectInput, ...func(*s3.Options)) (*s3.DeleteObjectOutput, error)
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
}

// Store has the records of an environment's previews, in its state bucket.
type Store struct {
	API    API
	Bucket string
}

func (s *Store) object(name string) string {
	return "s3://" + s.Bucket + "/" + environment.PreviewKey(name)
}

// Read is the record of a preview, nil where there is none.
func (s *Store) Read(ctx context.Context, name string) (*Record, error) {
	got, err := s.API.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(s.Bucket), Key: aws.String(environment.PreviewKey(name))})
	if awserror.Has(err, "NoSuchKey", "NoSuchBucket", "NotFound") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.object(name), err)
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.object(name), err)
	}
	r := &Record{}
	if err = json.Unmarshal(text, r); err == nil && r.Name != name {
		err = fmt.Errorf("it is that of %q", r.Name)
	}
	if err != nil {
		return &Record{Name: name, Broken: fmt.Errorf("its record %s can't be read (%w): bring back an older version of the object", s.object(name), err)}, nil
	}
	return r, nil
}

// Write writes a record.
func (s *Store) Write(ctx context.Context, r Record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the record of preview %s: %w", r.Name, err)
	}
	_, err = s.API.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(s.Bucket), Key: aws.String(environment.PreviewKey(r.Name)), Body: bytes.NewReader(append(text, '\n')), ContentType: aws.String("application/json"),
	})
	if err != nil {
		return fmt.Errorf("write %s: %w", s.object(r.Name), err)
	}
	return nil
}

// Remove takes a record away, once its preview is down.
func (s *Store) Remove(ctx context.Context, name string) error {
	if _, err := s.API.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(s.Bucket), Key: aws.String(environment.PreviewKey(name))}); err != nil {
		return fmt.Errorf("the preview is down, and its record %s stays (%w): run `preview down --name %s` again", s.object(name), err, name)
	}
	return nil
}

// List are all records, by name. One that can't be read is among them, and says so. A bucket that is not there has none.
func (s *Store) List(ctx context.Context) ([]Record, error) {
	var records []Record
	pages := s3.NewListObjectsV2Paginator(s.API, &s3.ListObjectsV2Input{Bucket: aws.String(s.Bucket), Prefix: aws.String(environment.PreviewsPrefix)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if awserror.Has(err, "NoSuchBucket") {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("list s3://%s/%s: %w", s.Bucket, environment.PreviewsPrefix, err)
		}
		for _, object := range page.Contents {
			name := environment.PreviewOf(aws.ToString(object.Key))
			if name == "" {
				continue
			}
			r, err := s.Read(ctx, name)
			if err != nil {
				return nil, err
			}
			if r != nil { // else it went meanwhile
				records = append(records, *r)
			}
		}
	}
	slices.SortFunc(records, func(a, b Record) int { return strings.Compare(a.Name, b.Name) })
	return records, nil
}
