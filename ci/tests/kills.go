package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
	"dagger/tests/internal/kills"
)

// checked are the moments of the check: those that found the most when they were drawn, one of each kind of call, before it is done and after.
// They are named, as to draw them takes a deploy, an update and a destroy that are recorded.
var checked = []string{
	"deploy:s3:CreateBucket#1:after", "deploy:ecr:CreateRepository#2:after", "deploy:registry:PutManifest#2:before",
	"deploy:ec2:AllocateAddress#1:before", "deploy:elasticloadbalancing:CreateListener#1:after", "deploy:ecs:CreateService#1:after",
	"update:s3:CreateBucket#1:after", "update:ecs:UpdateService#1:after",
	"destroy:s3:PutObject#11:after", "destroy:ec2:DisassociateRouteTable#4:before", "destroy:iam:DeleteRole#4:before",
	"destroy:ecr:DeleteRepository#2:before",
}

// Kills ends deploys, updates and destroys at a call that is done and never answered, or never done. The next run must recover without a hand.
// Its settings have no data services, which take minutes to make.
// +check
func (t *Tests) Kills(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	_, err = small.killsAt(ctx, 0, kinds{}, checked, 3)
	return err
}

// KillsAt does what the check kills does with the settings as they are, data services among them, at moments that a seed draws from the calls
// of a deploy, of the deploy of a change after it and of a destroy. It says what became of each.
// +cache="never"
func (t *Tests) KillsAt(
	ctx context.Context,
	// Draws the moments: the same seed draws the same ones.
	// +default=1
	seed int,
	// How many moments of a first deploy.
	// +default=30
	moments int,
	// How many moments of the deploy of a change.
	// +default=10
	updates int,
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
	whole := *t
	whole.Source = known(ctx, t.Source)
	return whole.killsAt(ctx, seed, kinds{moments, updates, destroys}, only, lanes)
}

// kinds are how many of each verb are killed.
type kinds struct{ deploys, updates, destroys int }

func (t *Tests) killsAt(ctx context.Context, seed int, wanted kinds, only []string, lanes int) (string, error) {
	k, err := t.killing(ctx)
	if err != nil {
		return "", err
	}
	drawn := fmt.Sprintf("drawn by seed %d", seed)
	if least := min(wanted.deploys, wanted.updates, wanted.destroys); len(only) == 0 && (least < 0 || wanted == kinds{}) {
		return "", fmt.Errorf("--moments is %d, --updates %d and --destroys %d: write how many to kill, as in --moments 30 --updates 10 --destroys 10",
			wanted.deploys, wanted.updates, wanted.destroys)
	}
	if lanes < 1 {
		return "", fmt.Errorf("--lanes is %d: write how many emulators there are at once, as in --lanes 3", lanes)
	}
	if len(only) > 0 {
		if err := k.take(only); err != nil {
			return "", err
		}
		wanted, drawn = kinds{len(k.deploys), len(k.updates), len(k.destroys)}, "named by the call"
	} else if err := k.record(ctx, uint64(seed)); err != nil {
		return "", fmt.Errorf("a deploy, an update and a destroy that are recorded: %w", err)
	}
	group := errgroup.Group{}
	group.SetLimit(lanes)
	for i := range max(wanted.deploys, wanted.updates, wanted.destroys) {
		group.Go(func() error {
			k.cycle(ctx, fmt.Sprintf("kills-%d", i), kinds{wanted.deploys - i, wanted.updates - i, wanted.destroys - i})
			return nil // a moment that fails ends no other
		})
	}
	_ = group.Wait()
	result := kills.Result{Drawn: drawn, Asked: wanted.deploys + wanted.updates + wanted.destroys, Rows: k.rows}
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
	return errors.Join(e.sameAsStates(ctx, nil), k.free(ctx, e), k.told(ctx, e, nil, kills.EndedAt(log, killed)))
}

// killing is one call of it.
type killing struct {
	*Tests
	changed                    *dagger.Directory // the source of an update
	data                       []string          // what a destroy has to name
	mu                         sync.Mutex
	deploys, updates, destroys []kills.Moment // that are still to come
	rows                       []kills.Row
}

// killing kills runs of the source's own settings. An update has another image, and a bucket more: one to find again where it was made and
// the state does not say so.
func (t *Tests) killing(ctx context.Context) (*killing, error) {
	text, err := t.Source.File(localSettings).Contents(ctx)
	if err != nil {
		return nil, err
	}
	k := &killing{Tests: t}
	if strings.Contains(text, "\ndatabases ") {
		k.data = []string{"database/slipway-local-main", "queue/slipway-local-mail", "queue/slipway-local-mail-dead", "queue/slipway-local-missed-runs", "table/slipway-local-products"}
	}
	const more = `more = { purpose = "data" }`
	with := strings.Replace(text, "\nbuckets   = { ", "\nbuckets   = { "+more+", ", 1)
	if with == text {
		with += "\nbuckets = { " + more + " }\n" // the smallest settings have none
	}
	k.changed = t.Source.
		WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"another release\"\n").
		WithNewFile(localSettings, with)
	return k, nil
}

// take has moments that are named.
func (k *killing) take(names []string) error {
	for _, name := range names {
		m, err := kills.Parse(name)
		if err != nil {
			return err
		}
		switch m.Verb {
		case "destroy":
			k.destroys = append(k.destroys, m)
		case "update":
			k.updates = append(k.updates, m)
		default:
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
	fmt.Fprintf(os.Stderr, "kills: %s ended after %.0f s, killed at %q: %s\n", m, row.Seconds, held, row.Words())
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rows = append(k.rows, row)
	return held != "", err
}

// record deploys, updates and destroys without a kill, and draws from what that called. Every emulator here is a fresh one: it starts in seconds,
// and a reset of one would have to know all that its registry, its load balancers and its roles remember beside moto.
func (k *killing) record(ctx context.Context, seed uint64) error {
	aws, err := k.start(ctx, "kills-recorded")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	runs := []struct {
		verb string
		run  func(context.Context, *emulated) error
		into *[]kills.Moment
	}{{"deploy", k.deploy, &k.deploys}, {"update", k.update, &k.updates}, {"destroy", k.destroy, &k.destroys}}
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
