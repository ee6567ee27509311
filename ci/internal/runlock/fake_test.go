package runlock

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// table is DynamoDB with one table, which knows the conditions that a lock has.
type table struct {
	mu    sync.Mutex
	items map[string]map[string]types.AttributeValue
	gone  bool
	err   error // of each write
	// lose has the next write done twice, as by a client that got no answer to the first.
	lose bool
	// before runs ahead of the next write, in place of another client.
	before func()
}

func (t *table) holds(id string, condition *string, names map[string]string, values map[string]types.AttributeValue) bool {
	item := t.items[id]
	for part := range strings.SplitSeq(aws.ToString(condition), " AND ") {
		if part == "attribute_not_exists(#lock)" {
			if item != nil {
				return false
			}
			continue
		}
		name, value, found := strings.Cut(part, " = ")
		if !found || item == nil || !reflect.DeepEqual(item[names[name]], values[value]) {
			return false
		}
	}
	return true
}

func idOf(key map[string]types.AttributeValue) string {
	return key["LockID"].(*types.AttributeValueMemberS).Value
}

func (t *table) fails() error {
	if t.gone {
		return &types.ResourceNotFoundException{}
	}
	return t.err
}

func (t *table) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone {
		return nil, t.fails()
	}
	return &dynamodb.GetItemOutput{Item: t.items[idOf(in.Key)]}, nil
}

func (t *table) PutItem(_ context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if before := t.before; before != nil {
		t.before = nil
		before()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fails(); err != nil {
		return nil, err
	}
	id := idOf(in.Item)
	if !t.holds(id, in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues) {
		return nil, &types.ConditionalCheckFailedException{}
	}
	if t.items == nil {
		t.items = map[string]map[string]types.AttributeValue{}
	}
	t.items[id] = in.Item
	if t.lose {
		t.lose = false
		return nil, &types.ConditionalCheckFailedException{}
	}
	return &dynamodb.PutItemOutput{}, nil
}

func (t *table) DeleteItem(_ context.Context, in *dynamodb.DeleteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fails(); err != nil {
		return nil, err
	}
	id := idOf(in.Key)
	if !t.holds(id, in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues) {
		return nil, &types.ConditionalCheckFailedException{}
	}
	delete(t.items, id)
	return &dynamodb.DeleteItemOutput{}, nil
}

// objects is S3 with one bucket.
type objects map[string]string

func (o objects) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	text, there := o[aws.ToString(in.Key)]
	if !there {
		return nil, &s3types.NoSuchKey{}
	}
	return &s3.GetObjectOutput{Body: io.NopCloser(strings.NewReader(text))}, nil
}

func (o objects) DeleteObject(_ context.Context, in *s3.DeleteObjectInput, _ ...func(*s3.Options)) (*s3.DeleteObjectOutput, error) {
	delete(o, aws.ToString(in.Key))
	return &s3.DeleteObjectOutput{}, nil
}

// began is when the tests' clock stands at first.
var began = time.Date(2026, 11, 29, 22, 30, 0, 0, time.UTC)

// clockwork is a lock whose clock moves when somebody sleeps, and at no other time.
type clockwork struct {
	mu  sync.Mutex
	at  time.Time
	did func(time.Time) // after each sleep
}

func (c *clockwork) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clockwork) sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	c.at = c.at.Add(d)
	at := c.at
	c.mu.Unlock()
	if c.did != nil {
		c.did(at)
	}
	return nil
}

func lockAt(t *table, at time.Time) (*Lock, *clockwork) {
	c := &clockwork{at: at}
	return &Lock{API: t, Table: "shop-prod-lock", Environment: "prod", Key: "shop-prod/run", Now: c.now, Sleep: c.sleep}, c
}

func run(id string) Holder {
	return Holder{ID: id, Who: "arn:aws:iam::111122223333:user/" + id, Operation: "deploy"}
}

var errReset = errors.New("connection reset by peer")
