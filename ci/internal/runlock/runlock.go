// Package runlock has one run at a time change an environment. The lock is an item in a table of the bootstrap's; whoever holds it
// writes the time there again and again, so that everybody can tell a run that was killed from one that goes on.
package runlock

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"dagger/slipway/internal/advice"
)

// How often a holder writes the time, and after how long without that it counts as dead. A run that can't reach AWS for so long changes
// nothing there, and one that comes back finds its lock gone and ends.
const (
	beat  = 15 * time.Second
	limit = 90 * time.Second
)

// poll is the time between two looks at a lock that is waited for, and most is how often a free one is tried to be had.
const (
	poll = 2 * time.Second
	most = 5
)

// API is the part of a DynamoDB client that is used here. *dynamodb.Client is one.
type API interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
}

// Holder is who holds the lock.
type Holder struct {
	// ID is of this run alone.
	ID string
	// Who is who STS says that it is, an ARN; Run is where the run can be seen, and may be empty.
	Who, Run string
	// Operation is the verb.
	Operation string
	// Message says why, where a person holds it: for maintenance, without a run. It stays until it is released.
	Message string
	Since   time.Time
	// Beat is when the holder last wrote.
	Beat time.Time
	// Number is that of the release in the ledger, 0 before there is one.
	Number int
	// Step is the part of the run that began last before Beat; it may be empty.
	Step string

	raw string // Beat as the table has it
}

// Held tells whether a person holds the lock, rather than a run.
func (h Holder) Held() bool { return h.Message != "" }

// Until is when the holder counts as dead if it writes no more.
func (h Holder) Until() time.Time { return h.Beat.Add(limit) }

// Dead tells whether the holder's run ended without a word.
func (h Holder) Dead(now time.Time) bool { return !h.Held() && now.After(h.Until()) }

// ErrNoTable says that there is no table of locks: the environment is not bootstrapped, or its table went.
var ErrNoTable = errors.New("there is no table of locks")

// Lock is that of one environment.
type Lock struct {
	API   API
	Table string
	// Environment is its name, and Key that of its item: PROJECT-ENVIRONMENT/run.
	Environment, Key string
	// Preview is the name of the preview whose lock it is, empty where it is the environment's own.
	Preview string
	// Now and Sleep stand in for the clock, in tests.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

func (l *Lock) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now().UTC()
}

func (l *Lock) sleep(ctx context.Context, d time.Duration) error {
	if l.Sleep != nil {
		return l.Sleep(ctx, d)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// Holder is who holds the lock now, nil where nobody does.
func (l *Lock) Holder(ctx context.Context) (*Holder, error) {
	out, err := l.API.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(l.Table), Key: l.key(), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, l.failed("look at", err)
	}
	if out.Item == nil {
		return nil, nil
	}
	h := holderOf(out.Item)
	return &h, nil
}

// Take takes the lock. That of a run that is dead it takes over, and returns what it was. While somebody else holds it, it waits for
// so long, and says whom for. Whatever the wait, it ends at no run that it has not seen write: one that was killed a moment ago looks as
// if it lived, and whoever types the command again need not type it a third time.
func (l *Lock) Take(ctx context.Context, want Holder, wait time.Duration, say func(string)) (*Held, *Holder, error) {
	want.Since = l.now()
	deadline, met := want.Since.Add(wait), Holder{}
	for tries := 0; ; {
		want.Beat = l.now()
		there, err := l.Holder(ctx)
		if err != nil {
			return nil, nil, err
		}
		if tries < most && (there == nil || there.Dead(want.Beat)) {
			taken, err := l.put(ctx, want, free(there))
			if err != nil {
				return nil, nil, err
			}
			if taken {
				return &Held{lock: l, holder: want, refreshed: want.Beat}, there, nil
			}
			tries++ // somebody else was faster
			continue
		}
		over := !want.Beat.Before(deadline)
		if there == nil || over && (there.Held() || there.Dead(want.Beat) || there.wroteSince(met)) {
			return nil, nil, &HeldError{Environment: l.Environment, Preview: l.Preview, Holder: *cmp.Or(there, &Holder{}), Now: want.Beat}
		}
		if there.ID != met.ID {
			met = *there
			say(waits(met, want.Beat, deadline))
		}
		pause := poll
		if !over {
			pause = min(poll, deadline.Sub(want.Beat))
		}
		if err := l.sleep(ctx, pause); err != nil {
			return nil, nil, err
		}
	}
}

// condition is what must be so of the item for a write to be done.
type condition struct {
	says   string
	names  map[string]string
	values map[string]types.AttributeValue
}

// free is that the item is as it was seen: a dead run's, or not there.
func free(seen *Holder) condition {
	if seen == nil {
		return condition{says: "attribute_not_exists(#lock)", names: map[string]string{"#lock": "LockID"}}
	}
	is := of(*seen)
	is.says += " AND #beat = :beat"
	is.names["#beat"], is.values[":beat"] = "Beat", text(seen.raw)
	return is
}

// of is that the item is a holder's, whenever it was written last.
func of(h Holder) condition {
	return condition{"#id = :id", map[string]string{"#id": "ID"}, map[string]types.AttributeValue{":id": text(h.ID)}}
}

// put writes the item where that may be, and says whether it is there.
func (l *Lock) put(ctx context.Context, h Holder, where condition) (bool, error) {
	_, err := l.API.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(l.Table), Item: l.item(h), ConditionExpression: aws.String(where.says),
		ExpressionAttributeNames: where.names, ExpressionAttributeValues: where.values,
	})
	var lost *types.ConditionalCheckFailedException
	if errors.As(err, &lost) {
		// The answer may have got lost, and the client have sent it again.
		there, err := l.Holder(ctx)
		return err == nil && there != nil && there.ID == h.ID, err
	}
	if err != nil {
		return false, l.failed("take", err)
	}
	return true, nil
}

// Release takes away the lock of a holder, unless another holds it meanwhile.
func (l *Lock) Release(ctx context.Context, h Holder) error {
	mine := of(h)
	_, err := l.API.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: aws.String(l.Table), Key: l.key(), ConditionExpression: aws.String(mine.says),
		ExpressionAttributeNames: mine.names, ExpressionAttributeValues: mine.values,
	})
	var lost *types.ConditionalCheckFailedException
	if err == nil || errors.As(err, &lost) {
		return nil
	}
	return l.failed("release", err)
}

func (l *Lock) failed(what string, err error) error {
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return fmt.Errorf("%w: %s", ErrNoTable, l.Table)
	}
	// It says what to do by itself: a run that ends because of it has more to say behind it.
	return fmt.Errorf("%s the lock of environment %s in table %s: %w\n%s", what, l.Environment, l.Table, err, cmp.Or(advice.Of(err.Error()), advice.Again))
}
