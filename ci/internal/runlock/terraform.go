package runlock

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
)

// Objects is the part of an S3 client that is used here. *s3.Client is one.
type Objects interface {
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	DeleteObject(context.Context, *s3.DeleteObjectInput, ...func(*s3.Options)) (*s3.DeleteObjectOutput, error)
}

// StateLock is Terraform's own lock of a state, as it wrote it down.
type StateLock struct {
	// State is the key of the state's object.
	State              string `json:"-"`
	ID, Who, Operation string
	Created            time.Time

	raw string // the object's, so that no other is taken away in its place
}

func (s StateLock) String() string {
	return fmt.Sprintf("Terraform's lock of %s (%s by %s, since %s)", s.State, s.Operation, s.Who, clock(s.Created))
}

// Of tells whether a lock was made while a run held the environment.
func (s StateLock) Of(h Holder) bool {
	return !s.Created.IsZero() && !s.Created.Before(h.Since.Add(-beat)) && !s.Created.After(h.Until())
}

// By tells whether a lock was made by a Terraform of that name since it was started.
func (s StateLock) By(who string, began time.Time) bool {
	return s.Who == who && !s.Created.Before(began)
}

// StateLocks finds and takes away the lock of each state that Terraform's backend makes beside it.
type StateLocks struct {
	Objects Objects
	Bucket  string
	States  []string
}

// Find finds the locks that are there.
func (l *StateLocks) Find(ctx context.Context) ([]StateLock, error) {
	var found []StateLock
	for _, state := range l.States {
		lock, err := l.of(ctx, state)
		if err != nil {
			return nil, fmt.Errorf("look for Terraform's lock of %s: %w", state, err)
		}
		if lock != nil {
			found = append(found, *lock)
		}
	}
	return found, nil
}

func (l *StateLocks) of(ctx context.Context, state string) (*StateLock, error) {
	got, err := l.Objects.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(l.Bucket), Key: object(state)})
	if awserror.Has(err, "NoSuchKey", "NoSuchBucket") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, err
	}
	// What can't be read is a lock all the same, whose time nobody knows.
	lock := &StateLock{}
	_ = json.Unmarshal(text, lock)
	lock.State, lock.raw = state, string(text)
	return lock, nil
}

// Remove takes a lock away, unless another is in its place.
func (l *StateLocks) Remove(ctx context.Context, lock StateLock) error {
	now, err := l.of(ctx, lock.State)
	if err == nil && now != nil && now.raw != lock.raw {
		return fmt.Errorf("%s is another one meanwhile: a Terraform works there that is no run of this pipeline. `lock status` shows whose it is", lock)
	}
	if err == nil {
		_, err = l.Objects.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(l.Bucket), Key: object(lock.State)})
	}
	if err != nil {
		return fmt.Errorf("take away %s: %w", lock, err)
	}
	return nil
}

func object(state string) *string { return aws.String(state + ".tflock") }
