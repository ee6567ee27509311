package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
	"dagger/tests/internal/kills"
)

// checked are the moments of the check: those that found the most when they were drawn, one of each kind of call, before it is done and after.
// They are named, as to draw them takes a deploy and a destroy that are recorded.
var checked = []string{
	"deploy:s3:CreateBucket#1:after", "deploy:dynamodb:PutItem#1:after", "deploy:ecr:CreateRepository#2:after", "deploy:s3:PutObject#4:before",
	"deploy:registry:PutManifest#2:before", "deploy:ec2:AllocateAddress#1:before", "deploy:elasticloadbalancing:CreateListener#1:after",
	"deploy:ecs:CreateService#1:after",
	"destroy:s3:PutObject#11:after", "destroy:ec2:DisassociateRouteTable#4:before", "destroy:iam:DeleteRole#4:before",
	"destroy:ecr:DeleteRepository#2:before",
}

// Kills ends deploys and destroys at a call that is done and never answered, or never done. The next run must recover without a hand.
// +check
func (t *Tests) Kills(ctx context.Context) error {
	_, err := t.killsAt(ctx, 0, 0, 0, checked, 3)
	return err
}

// KillsAt does what the check kills does, at moments that a seed draws from the calls of a deploy and a destroy, and says what became of each.
// +cache="never"
func (t *Tests) KillsAt(
	ctx context.Context,
	// Draws the moments: the same seed draws the same ones.
	// +default=1
	seed int,
	// How many moments of a deploy.
	// +default=40
	moments int,
	// How many moments of a destroy.
	// +default=10
	destroys int,
	// These moments and no others, as the table names them: "deploy:ec2:CreateVpc#1:after".
	// +optional
	only []string,
	// How many emulators there are at once. Most of a recovery waits, for the lock and for AWS.
	// +default=3
	lanes int,
) (string, error) {
	return t.killsAt(ctx, seed, moments, destroys, only, lanes)
}

func (t *Tests) killsAt(ctx context.Context, seed, deploys, destroys int, only []string, lanes int) (string, error) {
	small, err := t.small(ctx)
	if err != nil {
		return "", err
	}
	k, drawn := &killing{Tests: small}, fmt.Sprintf("drawn by seed %d", seed)
	if len(only) == 0 && (deploys < 0 || destroys < 0 || deploys+destroys == 0) {
		return "", fmt.Errorf("--moments is %d and --destroys %d: write how many to kill, as in --moments 40 --destroys 10", deploys, destroys)
	}
	if lanes < 1 {
		return "", fmt.Errorf("--lanes is %d: write how many emulators there are at once, as in --lanes 3", lanes)
	}
	if len(only) > 0 {
		if err := k.take(only); err != nil {
			return "", err
		}
		deploys, destroys, drawn = len(k.deploys), len(k.destroys), "named by the call"
	} else if err := k.record(ctx, uint64(seed), destroys > 0); err != nil {
		return "", fmt.Errorf("a deploy and a destroy that are recorded: %w", err)
	}
	group := errgroup.Group{}
	group.SetLimit(lanes)
	for i := range max(deploys, destroys) {
		group.Go(func() error {
			k.cycle(ctx, fmt.Sprintf("kills-%d", i), i < deploys, i < destroys)
			return nil // a moment that fails ends no other
		})
	}
	_ = group.Wait()
	result := kills.Result{Drawn: drawn, Asked: deploys + destroys, Rows: k.rows}
	fmt.Fprint(os.Stderr, "\n", result.Text())
	return result.Text(), result.Failure()
}

// Settled fails unless states and emulator have the same resources, nobody holds the environment, and the ledger tells of a deploy that was
// killed and of the one after it. killed-engine.sh asks it.
// +cache="never"
func (t *Tests) Settled(
	ctx context.Context,
	// An emulator that outlives the engine.
	aws *dagger.Service,
	// Where that listens.
	port int,
	// The call in its log at which the deploy was killed.
	killed int,
) error {
	endpoint, err := aws.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: port, Scheme: "http"})
	if err != nil {
		return err
	}
	e, k := &emulated{aws, endpoint}, &killing{Tests: t}
	log, err := e.writes(ctx)
	if err != nil {
		return err
	}
	return errors.Join(e.sameAsStates(ctx, nil), k.free(ctx, e), k.told(ctx, e, kills.EndedAt(log, killed)))
}

// killing is one call of it.
type killing struct {
	*Tests
	mu                sync.Mutex
	deploys, destroys []kills.Moment // that are still to come
	rows              []kills.Row
}

// take has moments that are named.
func (k *killing) take(names []string) error {
	for _, name := range names {
		m, err := kills.Parse(name)
		if err != nil {
			return err
		}
		if m.Verb == "destroy" {
			k.destroys = append(k.destroys, m)
		} else {
			k.deploys = append(k.deploys, m)
		}
	}
	return nil
}

// next is the next moment of a list.
func (k *killing) next(list *[]kills.Moment) (kills.Moment, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(*list) == 0 {
		return kills.Moment{}, false
	}
	m := (*list)[0]
	*list = (*list)[1:]
	return m, true
}

// note kills something at a moment, notes what became of it and says whether the moment came.
func (k *killing) note(m kills.Moment, kill func() (held string, err error)) (came bool, err error) {
	began := time.Now()
	fmt.Fprintf(os.Stderr, "kills: %s begins\n", m)
	held, err := kill()
	row := kills.Row{Moment: m, Held: held, Err: err, Seconds: time.Since(began).Seconds()}
	fmt.Fprintf(os.Stderr, "kills: %s ended after %.0f s, killed at %q: %s\n", m, row.Seconds, held, row.Outcome())
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rows = append(k.rows, row)
	return held != "", err
}

// record deploys and destroys without a kill, and draws from what that called. Every emulator here is a fresh one: it starts in seconds,
// and a reset of one would have to know all that its registry, its load balancers and its roles remember beside moto.
func (k *killing) record(ctx context.Context, seed uint64, destroy bool) error {
	aws, err := k.start(ctx, "kills-recorded")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	runs := []struct {
		verb string
		run  func(context.Context, *emulated) error
		into *[]kills.Moment
	}{{"deploy", k.deploy, &k.deploys}, {"destroy", k.destroy, &k.destroys}}
	if !destroy {
		runs = runs[:1]
	}
	for _, r := range runs {
		began := time.Now()
		if err := aws.forgetCalls(ctx); err != nil {
			return err
		}
		if err := r.run(ctx, aws); err != nil {
			return fmt.Errorf("%s: %w", r.verb, err)
		}
		log, err := aws.writes(ctx)
		if err != nil {
			return err
		}
		*r.into = kills.Draw(seed, kills.Moments(r.verb, log))
		fmt.Fprintf(os.Stderr, "kills: recorded a %s of %.0f s: %d writes, %d moments; the first by seed %d are %v\n",
			r.verb, time.Since(began).Seconds(), len(log), len(*r.into), seed, (*r.into)[:min(10, len(*r.into))])
		if len(*r.into) == 0 {
			return fmt.Errorf("the log of a %s has no call that changed anything", r.verb)
		}
	}
	return nil
}
