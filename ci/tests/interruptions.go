package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/tests/internal/dagger"
)

// moments are where a destroy is killed, one after the other: before a call, or after it and before its answer, so that the
// state does not know of it.
var moments = []struct {
	action string
	after  bool
}{
	{"DeleteLoadBalancer", true},
	{"DeleteAutoScalingGroup", true},
	{"DeleteVpc", false},
	{"DeleteRepository", true},
	{"DeleteBucket", false}, // of the state, when the locks are gone
}

// Interruptions ends a destroy by a kill at five moments. The next one must finish it, and create nothing.
// +check
func (t *Tests) Interruptions(ctx context.Context) error {
	emulator, err := t.start(ctx, "interruptions")
	if err != nil {
		return err
	}
	defer emulator.stop(ctx)
	if _, err := t.at(ctx, t.Source, emulator).Deploy(ctx); err != nil {
		return err
	}
	if err := emulator.forgetCalls(ctx); err != nil {
		return err
	}
	for _, m := range moments {
		err := emulator.killed(ctx, m.action, m.after, func(ctx context.Context) error {
			_, err := t.destroyAll(ctx, emulator)
			return err
		})
		if err != nil {
			return fmt.Errorf("killed at %s: %w", m.action, err)
		}
	}
	if out, err := t.destroyAll(ctx, emulator); err != nil {
		return fmt.Errorf("the last destroy: %w\n%s", err, out)
	}
	writes, err := emulator.calls(ctx, true)
	if err != nil {
		return err
	}
	created := slices.DeleteFunc(writes, func(c call) bool {
		return !strings.HasPrefix(c.Action, "Create") && !strings.HasPrefix(c.Action, "Run")
	})
	if len(created) > 0 {
		return fmt.Errorf("a destroy created something: %v", created)
	}
	return emulator.wantKinds(ctx)
}

func (t *Tests) destroyAll(ctx context.Context, aws *emulated) (string, error) {
	return t.at(ctx, t.Source, aws).Destroy(ctx, dagger.SlipwayDestroyOpts{Data: strings.Split(kept, ","), Everything: true})
}

// reach begins something that changes the emulator, and returns when it makes a call, which is held; it ends with what the channel gives.
func (e *emulated) reach(ctx context.Context, action string, after bool, run func(context.Context) error) (<-chan error, error) {
	if err := e.pause(ctx, action, after); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	waiting, stop := context.WithTimeout(ctx, 10*time.Minute)
	defer stop()
	reached := make(chan error, 1)
	go func() {
		_, err := e.awaitPaused(waiting)
		reached <- err
	}()
	select {
	case err := <-ended:
		return nil, fmt.Errorf("it ended before: %w", err)
	case err := <-reached:
		return ended, err
	}
}

// killed runs something that changes the emulator, and ends it when it makes a call.
func (e *emulated) killed(ctx context.Context, action string, after bool, run func(context.Context) error) error {
	running, kill := context.WithCancel(ctx)
	defer kill()
	ended, err := e.reach(running, action, after, run)
	if err != nil {
		return err
	}
	kill()
	if err := <-ended; err == nil {
		return errors.New("it was killed and says that it succeeded")
	}
	// What was killed may live on for a moment: without an answer it would make the call again.
	return errors.Join(e.readOnly(ctx, true), e.resume(ctx, true), e.quiet(ctx), e.readOnly(ctx, false), e.unlock(ctx))
}

// quiet waits until nothing calls any more.
func (e *emulated) quiet(ctx context.Context) error {
	const tick, limit = 2 * time.Second, 15
	last := -1
	for range limit {
		calls, err := e.calls(ctx, false)
		if err != nil || len(calls) == last {
			return err
		}
		last = len(calls)
		time.Sleep(tick)
	}
	return errors.New("what was killed still calls the emulator after half a minute")
}

// Where environment local has its state and its locks.
const (
	stateBucket = "slipway-local-state-123456789012"
	lockTable   = "slipway-local-lock"
	runLock     = "slipway-local/run"
)

// objects is the client of its buckets.
func (e *emulated) objects() *s3.Client {
	return s3.NewFromConfig(e.config(), func(o *s3.Options) { o.UsePathStyle = true })
}

// stateLock leaves Terraform's lock of the platform's state there, as somebody's Terraform does.
func (e *emulated) stateLock(ctx context.Context, id, who string, created time.Time) error {
	const state = "platform/terraform.tfstate"
	_, err := e.objects().PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(stateBucket), Key: aws.String(state + ".tflock"),
		Body: strings.NewReader(fmt.Sprintf(`{"ID":%q,"Operation":"OperationTypeApply","Info":"","Who":%q,"Version":"1.11.4","Created":%q,"Path":%q}`,
			id, who, created.Format(time.RFC3339Nano), stateBucket+"/"+state)),
	})
	return err
}

// unlock takes away the locks that a killed run left, as a person would who does not want to wait until they are a dead run's.
func (e *emulated) unlock(ctx context.Context) error {
	objects := e.objects()
	for _, stack := range []string{"platform", "bootstrap"} {
		// What is not there is no lock.
		_, _ = objects.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(stateBucket), Key: aws.String(stack + "/terraform.tfstate.tflock")})
	}
	_, _ = dynamodb.NewFromConfig(e.config()).DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: aws.String(lockTable), Key: map[string]types.AttributeValue{
		"LockID": &types.AttributeValueMemberS{Value: runLock},
	}})
	return nil
}
