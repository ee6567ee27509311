package runlock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// Objects is the part of an S3 client that is used here. *s3.Client is one.
type Objects interface {
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	DeleteObject(context.Context, *s3.DeleteObjectInput, ...func(*s3.Options)) (*s3.DeleteObjectOutput, error)
}

// StateLock is Terraform's own lock of a state, as it wrote it down.
type StateLock struct {
	// State is the key of the state's object.
	State string `json:"-"`
	// At is where it is: "the table", "the bucket".
	At                 string `json:"-"`
	ID, Who, Operation string
	Created            time.Time

	raw string // the item's, so that no other is taken away in its place
}

func (s StateLock) String() string {
	return fmt.Sprintf("Terraform's lock of %s in %s (%s by %s, since %s)", s.State, s.At, s.Operation, s.Who, clock(s.Created))
}

// Of tells whether a lock was made while a run held the environment.
func (s StateLock) Of(h Holder) bool {
	return !s.Created.IsZero() && !s.Created.Before(h.Since.Add(-beat)) && !s.Created.After(h.Until())
}

// By tells whether a lock was made by a Terraform of that name since it was started.
func (s StateLock) By(who string, began time.Time) bool {
	return s.Who == who && !s.Created.Before(began)
}

// StateLocks finds and takes away the two locks of each state that Terraform's backend makes.
type StateLocks struct {
	Table        API
	Objects      Objects
	Name, Bucket string // of the table and the bucket
	States       []string
}

// Find finds the locks that are there.
func (l *StateLocks) Find(ctx context.Context) ([]StateLock, error) {
	var found []StateLock
	for _, state := range l.States {
		for _, look := range []func(context.Context, string) (*StateLock, error){l.inTable, l.inBucket} {
			lock, err := look(ctx, state)
			if err != nil {
				return nil, fmt.Errorf("look for Terraform's locks of %s: %w", state, err)
			}
			if lock != nil {
				found = append(found, *lock)
			}
		}
	}
	return found, nil
}

func (l *StateLocks) inTable(ctx context.Context, state string) (*StateLock, error) {
	out, err := l.Table.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(l.Name), Key: l.item(state), ConsistentRead: aws.Bool(true)})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info, ok := out.Item["Info"].(*types.AttributeValueMemberS)
	if !ok {
		return nil, nil
	}
	return read(state, "the table", info.Value), nil
}

func (l *StateLocks) inBucket(ctx context.Context, state string) (*StateLock, error) {
	got, err := l.Objects.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(l.Bucket), Key: aws.String(state + ".tflock")})
	var noKey *s3types.NoSuchKey
	var answer smithy.APIError
	if errors.As(err, &noKey) || errors.As(err, &answer) && answer.ErrorCode() == "NoSuchBucket" {
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
	return read(state, "the bucket", string(text)), nil
}

// read reads what Terraform wrote. What can't be read is a lock all the same, whose time nobody knows.
func read(state, at, text string) *StateLock {
	lock := &StateLock{}
	_ = json.Unmarshal([]byte(text), lock)
	lock.State, lock.At, lock.raw = state, at, text
	return lock
}

// Remove takes a lock away.
func (l *StateLocks) Remove(ctx context.Context, lock StateLock) error {
	var err error
	if lock.At == "the bucket" {
		_, err = l.Objects.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(l.Bucket), Key: aws.String(lock.State + ".tflock")})
	} else {
		_, err = l.Table.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: aws.String(l.Name), Key: l.item(lock.State), ConditionExpression: aws.String("#info = :info"),
			ExpressionAttributeNames:  map[string]string{"#info": "Info"},
			ExpressionAttributeValues: map[string]types.AttributeValue{":info": text(lock.raw)},
		})
		var other *types.ConditionalCheckFailedException
		if errors.As(err, &other) {
			return fmt.Errorf("%s is another one meanwhile: a Terraform works there that is no run of this pipeline", lock)
		}
	}
	if err != nil {
		return fmt.Errorf("take away %s: %w", lock, err)
	}
	return nil
}

func (l *StateLocks) item(state string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"LockID": text(l.Bucket + "/" + state)}
}
