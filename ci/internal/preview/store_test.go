package preview

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

type bucket struct {
	objects map[string]string
	gone    bool
}

func (b *bucket) PutObject(_ context.Context, in *s3.PutObjectInput, _ ...func(*s3.Options)) (*s3.PutObjectOutput, error) {
	text, err := io.ReadAll(in.Body)
	b.objects[*in.Key] = string(text)
	return &s3.PutObjectOutput{}, err
}

func (b *bucket) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	text, ok := b.objects[*in.Key]
	if !ok {
		return nil, &types.NoSuchKey{}
	}
	return &s3.GetObjectOutput{Body: io.NopCloser(bytes.NewReader([]byte(text)))}, nil
}

func (b *bucket) DeleteObject(_ context.Context, in *s3.DeleteObjectInput, _ ...func(*s3.Options)) (*s3.DeleteObjectOutput, error) {
	if b.gone {
		return nil, errors.New("AccessDenied")
	}
	delete(b.objects, *in.Key)
	return &s3.DeleteObjectOutput{}, nil
}

func (b *bucket) ListObjectsV2(_ context.Context, in *s3.ListObjectsV2Input, _ ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	if b.gone {
		return nil, &smithy.GenericAPIError{Code: "NoSuchBucket"}
	}
	out := &s3.ListObjectsV2Output{}
	for key := range b.objects {
		if strings.HasPrefix(key, *in.Prefix) {
			out.Contents = append(out.Contents, types.Object{Key: aws.String(key)})
		}
	}
	return out, nil
}

func TestStore(t *testing.T) {
	ctx := context.Background()
	b := &bucket{objects: map[string]string{
		"platform/terraform.tfstate":                 "the base's",
		"platform/previews/pr-12/terraform.tfstate":  "{}",
		"platform/previews/pr-13/preview.json":       "no JSON",
		"platform/previews/pr-14/old/preview.json":   "somebody else's",
		"platform/previews/gone/terraform.tfstate":   "{}",
		"platform/previews/other/preview.json":       `{"name": "pr-9"}`,
		"platform/previews/pr-12/terraform.tfstate/": "",
	}}
	s := &Store{API: b, Bucket: "state"}
	if r, err := s.Read(ctx, "pr-12"); r != nil || err != nil {
		t.Fatalf("before it is written: %v, %v", r, err)
	}
	want := Record{Name: "pr-12", Until: noon, Priorities: map[string]int{"web": 4200}, Base: Base{VPC: []byte(`{}`), LoadBalancer: []byte(`{}`), Cluster: []byte(`{}`)}}
	if err := s.Write(ctx, want); err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(ctx, "pr-12")
	if err != nil || got.Broken != nil || !got.Until.Equal(noon) || got.Priorities["web"] != 4200 {
		t.Errorf("got %+v, %v", got, err)
	}
	all, err := s.List(ctx)
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
		if (r.Broken != nil) != (r.Name != "pr-12") {
			t.Errorf("%s: broken is %v", r.Name, r.Broken)
		}
	}
	if err != nil || !slices.Equal(names, []string{"other", "pr-12", "pr-13"}) {
		t.Errorf("listed %v, %v", names, err)
	}
	if err := s.Remove(ctx, "pr-12"); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Read(ctx, "pr-12"); r != nil || err != nil {
		t.Errorf("after it was removed: %v, %v", r, err)
	}
	b.gone = true
	if all, err := s.List(ctx); len(all) > 0 || err != nil {
		t.Errorf("of no bucket: %v, %v", all, err)
	}
	if err := s.Remove(ctx, "pr-12"); err == nil || !strings.Contains(err.Error(), "preview down --name pr-12") {
		t.Errorf("a record that stays: %v", err)
	}
}

func TestDue(t *testing.T) {
	r := Record{Until: noon}
	if r.Due(noon.Add(-time.Nanosecond)) || !r.Due(noon) {
		t.Error("a preview is due at its time and not before")
	}
	if r.Broken = errors.New("no JSON"); r.Due(noon.Add(time.Hour)) {
		t.Error("nobody knows when one without a record is due")
	}
}
