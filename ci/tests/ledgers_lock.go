package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"dagger/tests/internal/dagger"
)

// atOnce holds a deploy at one of its calls, and starts another. The first goes on to its end.
func (l *ledgers) atOnce(ctx context.Context, aws *emulated) error {
	ended, err := aws.reach(ctx, "RegisterTaskDefinition", false, func(ctx context.Context) error {
		_, err := l.at(ctx, l.changed("held"), aws).Deploy(ctx) // release 6
		return err
	})
	if err != nil {
		return err
	}
	slipway := l.at(ctx, l.changed("the other"), aws)
	_, err = slipway.Deploy(ctx)
	met := refuses(err, "environment local is held by", "deploy, release 6", "--lock-wait", "lock status")
	_, err = slipway.Drift(ctx)
	untold := refuses(err, "environment local is held by", "deploy, release 6", "--lock-wait")
	_, err = slipway.Lock().Release(ctx)
	kept := refuses(err, "is held by", "nothing was released")
	status, err := slipway.Lock().Status(ctx)
	said := errors.Join(err, wants(status, "operation  deploy", "release    6", "alive: it wrote"))
	listed, err := slipway.Releases(ctx)
	running := errors.Join(err, wants(listed, "running"))
	return errors.Join(met, untold, kept, said, running, aws.resume(ctx, false), <-ended)
}

func (l *ledgers) maintenance(ctx context.Context, aws *emulated) error {
	slipway := l.at(ctx, l.Source, aws)
	if _, err := slipway.Lock().Hold(ctx, "the database moves"); err != nil {
		return err
	}
	_, err := slipway.Deploy(ctx)
	if err := refuses(err, "for maintenance: the database moves", "lock release"); err != nil {
		return err
	}
	out, err := slipway.Lock().Release(ctx)
	return errors.Join(err, wants(out, "Released: the lock of", "the database moves"))
}

// locks leaves those that a killed run leaves: its own, which it wrote last an hour ago, and Terraform's.
func (e *emulated) locks(ctx context.Context) error {
	since := time.Now().UTC().Add(-2 * time.Hour)
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	_, err := dynamodb.NewFromConfig(e.config()).PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(lockTable), Item: map[string]types.AttributeValue{
			"LockID": text(runLock), "ID": text("killed"), "Who": text("arn:aws:iam::123456789012:user/maria"), "Operation": text("deploy"), "Step": text("apply"),
			"Since": text(since.Format(time.RFC3339Nano)), "Beat": text(since.Add(time.Hour).Format(time.RFC3339Nano)),
		},
	})
	if err != nil {
		return err
	}
	return e.stateLock(ctx, "3f0c1a52-6a3b-7c1d-90aa-5c1a7e2b9d10", "root@killed", since.Add(time.Minute))
}

// dead has a verb that fails and a deploy that changes something come after a killed run: each takes the locks over, and says so.
func (l *ledgers) dead(ctx context.Context, e *emulated) error {
	tookOver := []string{"lock: taken over from maria (deploy, since ", "in its step apply", "lock: released: Terraform's lock of platform/terraform.tfstate", "root@killed"}
	slipway := l.at(ctx, l.changed("after the dead"), e)
	if err := e.locks(ctx); err != nil {
		return err
	}
	status, err := slipway.Lock().Status(ctx)
	if err := errors.Join(err, wants(status, "user/maria", "dead: it last wrote at", "root@killed")); err != nil {
		return err
	}
	_, err = slipway.Rollback(ctx, dagger.SlipwayRollbackOpts{To: 99})
	if err := refuses(err, append(tookOver, "there is no release 99", "NOTE: ")...); err != nil {
		return err
	}
	if err := e.locks(ctx); err != nil {
		return err
	}
	out, err := slipway.Deploy(ctx, dagger.SlipwayDeployOpts{Format: "json"})
	if err != nil {
		return err
	}
	var said struct{ Notes []string }
	if err := errors.Join(json.Unmarshal([]byte(out), &said), wants(strings.Join(said.Notes, "\n"), tookOver...)); err != nil {
		return err
	}
	status, err = slipway.Lock().Status(ctx)
	if err == nil && status != "Nobody holds environment local.\n" {
		err = fmt.Errorf("after it, lock status says\n%s", status)
	}
	return err
}

// ended ends a deploy as Ctrl-C does, in the middle of its apply. The next one needs no hand: it finds the locks, goes on and serves.
func (l *ledgers) ended(ctx context.Context, e *emulated) error {
	running, end := context.WithCancel(ctx)
	defer end()
	ended, err := e.reach(running, "UpdateService", false, func(ctx context.Context) error {
		_, err := l.at(ctx, l.changed("ended"), e).Deploy(ctx)
		return err
	})
	if err != nil {
		return err
	}
	end()
	if err := <-ended; err == nil {
		return errors.New("it was ended and says that it succeeded")
	}
	// What was ended may live on for a moment: its call is never answered.
	if err := errors.Join(e.resume(ctx, true), e.quiet(ctx)); err != nil {
		return err
	}
	slipway := l.at(ctx, l.changed("after the end"), e)
	out, err := slipway.Deploy(ctx, dagger.SlipwayDeployOpts{Format: "markdown"})
	if err := errors.Join(err, wants(out, "**Note:** ledger: release ", " (deploy by ", "was interrupted; this run goes on from what it left")); err != nil {
		return err
	}
	listed, err := slipway.Releases(ctx, dagger.SlipwayReleasesOpts{Max: 2})
	if err != nil {
		return err
	}
	if err := wants(listed, "succeeded, live"); err != nil {
		return err
	}
	if !strings.Contains(listed, "interrupted") && !strings.Contains(listed, "the call was ended") {
		return fmt.Errorf("the ledger does not say that a run was ended:\n%s", listed)
	}
	status, err := slipway.Lock().Status(ctx)
	if err == nil && status != "Nobody holds environment local.\n" {
		err = fmt.Errorf("after it, lock status says\n%s", status)
	}
	return err
}
