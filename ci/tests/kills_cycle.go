package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"dagger/tests/internal/dagger"
	"dagger/tests/internal/kills"
)

// tries is how often another moment is taken where one does not come.
const tries = 3

// lane is an emulator, and what stands there: the name of the last verb that succeeded, nothing on a fresh one.
type lane struct {
	*killing
	name   string
	number int
	aws    *emulated
	stands string
}

// cycle kills a deploy on an emulator of its own, then an update of what the next deploy left there, then a destroy of what that left; each
// where there is one more to kill.
func (k *killing) cycle(ctx context.Context, name string, left kinds) {
	l := &lane{killing: k, name: name}
	defer l.stop(ctx)
	if left.deploys > 0 {
		l.kill(ctx, &k.deploys, func(m kills.Moment) (string, error) {
			return l.killDeploy(ctx, m, k.deploy)
		})
	}
	if left.updates > 0 {
		l.kill(ctx, &k.updates, func(m kills.Moment) (string, error) {
			if err := l.prepare(ctx, "deploy"); err != nil {
				return "", err
			}
			return l.killDeploy(ctx, m, k.update)
		})
	}
	if left.destroys > 0 {
		l.kill(ctx, &k.destroys, func(m kills.Moment) (string, error) {
			if err := l.prepare(ctx, "deploy", "update"); err != nil {
				return "", err
			}
			return l.killDestroy(ctx, m)
		})
	}
}

// kill takes a moment of a list, and another one where it does not come.
func (l *lane) kill(ctx context.Context, list *[]kills.Moment, kill func(kills.Moment) (string, error)) {
	for range tries {
		m, there := l.next(list)
		if !there {
			return
		}
		came, err := l.note(m, func() (string, error) {
			held, err := kill(m)
			l.stands = m.Verb
			if err != nil || m.Verb == "destroy" {
				l.stands = ""
			}
			return held, err
		})
		if came || err != nil {
			return
		}
	}
}

// prepare deploys on a fresh emulator, where what stands is none of these.
func (l *lane) prepare(ctx context.Context, verbs ...string) error {
	if slices.Contains(verbs, l.stands) {
		return nil
	}
	if err := l.fresh(ctx); err != nil {
		return err
	}
	if err := l.deploy(ctx, l.aws); err != nil {
		return fmt.Errorf("the deploy before it: %w", err)
	}
	l.stands = "deploy"
	return nil
}

// fresh is another emulator: whatever ended on the one before, is not there.
func (l *lane) fresh(ctx context.Context) (err error) {
	l.stop(ctx)
	l.number++
	l.stands = ""
	l.aws, err = l.start(ctx, fmt.Sprintf("%s-%d", l.name, l.number))
	return err
}

func (l *lane) stop(ctx context.Context) {
	if l.aws != nil {
		l.aws.stop(ctx)
	}
	l.aws = nil
}

// summary is what a deploy says, of the source that a verb is about.
func (k *killing) summary(ctx context.Context, verb string, aws *emulated) (string, error) {
	source := k.Source
	if verb == "update" {
		source = k.changed
	}
	text, err := k.at(ctx, source, aws).Deploy(ctx)
	return text, ending(err)
}

func (k *killing) deploy(ctx context.Context, aws *emulated) error {
	_, err := k.summary(ctx, "deploy", aws)
	return err
}

func (k *killing) update(ctx context.Context, aws *emulated) error {
	_, err := k.summary(ctx, "update", aws)
	return err
}

func (k *killing) destroy(ctx context.Context, aws *emulated) error {
	_, err := k.at(ctx, k.Source, aws).Destroy(ctx, dagger.SlipwayDestroyOpts{Everything: true, Data: k.data})
	return ending(err)
}

// killDeploy kills a deploy at a moment, and looks at what the next one makes of it. Nothing is held where the moment did not come.
func (l *lane) killDeploy(ctx context.Context, m kills.Moment, deploy func(context.Context, *emulated) error) (string, error) {
	var releases []kills.Release
	var err error
	if m.Verb == "update" {
		releases, err = l.releases(ctx, l.aws)
		err = errors.Join(err, l.aws.forgetCalls(ctx))
	} else {
		err = l.fresh(ctx)
	}
	if err != nil {
		return "", err
	}
	held, err := l.aws.killedAt(ctx, m, func(ctx context.Context) error { return deploy(ctx, l.aws) })
	if held == nil || err != nil {
		return called(held), err
	}
	before, err := l.aws.states(ctx)
	if err != nil {
		return called(held), err
	}
	log, err := l.aws.writes(ctx)
	if err != nil {
		return called(held), err
	}
	said, err := l.summary(ctx, m.Verb, l.aws)
	if err != nil {
		return called(held), fmt.Errorf("the next deploy: %w", err)
	}
	ended := kills.EndedAt(log, held.Seq)
	return called(held), errors.Join(
		l.aws.sameAsStates(ctx, before), l.free(ctx, l.aws), l.told(ctx, l.aws, releases, ended), wants(said, kills.Notes(m, ended)...),
	)
}

// killDestroy is the same of a destroy.
func (l *lane) killDestroy(ctx context.Context, m kills.Moment) (string, error) {
	if err := l.aws.forgetCalls(ctx); err != nil { // of the ledger's entries the log has the destroy's alone
		return "", err
	}
	held, err := l.aws.killedAt(ctx, m, func(ctx context.Context) error { return l.destroy(ctx, l.aws) })
	if held == nil || err != nil {
		return called(held), err
	}
	left, err := l.aws.resources(ctx)
	if err != nil {
		return called(held), err
	}
	notes, err := l.destroyNotes(ctx, m, held)
	if err != nil {
		return called(held), err
	}
	said, err := l.at(ctx, l.Source, l.aws).Destroy(ctx, dagger.SlipwayDestroyOpts{Everything: true, Data: l.data})
	err = ending(err)
	if len(left) == 0 {
		err = refuses(err, "nothing to destroy") // it was killed when all was done
	}
	if err != nil {
		return called(held), fmt.Errorf("the next destroy: %w", err)
	}
	log, err := l.aws.writes(ctx)
	if err != nil {
		return called(held), err
	}
	return called(held), errors.Join(kills.Made(log, held.Seq), l.aws.wantKinds(ctx), l.aws.holdsNothing(ctx), wants(said, notes...))
}

// destroyNotes are what the next destroy must say of a killed one, where that left it something of the platform to destroy.
func (l *lane) destroyNotes(ctx context.Context, m kills.Moment, held *kills.Call) ([]string, error) {
	states, err := l.aws.states(ctx)
	if err != nil || !states["platform"].Holds() {
		return nil, err
	}
	log, err := l.aws.writes(ctx)
	return kills.Notes(m, kills.EndedAt(log, held.Seq)), err
}

// free fails where a lock is left, or a call is held still.
func (k *killing) free(ctx context.Context, aws *emulated) error {
	status, err := k.at(ctx, k.Source, aws).Lock().Status(ctx)
	if err == nil && status != "Nobody holds environment local.\n" {
		err = fmt.Errorf("after it, lock status says\n%s", status)
	}
	return errors.Join(ending(err), aws.holdsNothing(ctx))
}

func (e *emulated) holdsNothing(ctx context.Context) error {
	var now struct {
		Held bool
		Call kills.Call
	}
	err := e.ask(ctx, http.MethodGet, "/_slipway/paused", &now)
	if err == nil && now.Held {
		err = fmt.Errorf("call %d, %s, is held still", now.Call.Seq, called(&now.Call))
	}
	return err
}

// called is a call in a few words; nothing where there is none.
func called(c *kills.Call) string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s:%s %s", c.Service, c.Action, c.Resource)
}
