package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"dagger/tests/internal/dagger"
	"dagger/tests/internal/kills"
)

// tries is how often another moment is taken where one does not come.
const tries = 3

// cycle kills a deploy on an emulator of its own, and then a destroy of what the next deploy left there.
func (k *killing) cycle(ctx context.Context, name string, deploy, destroy bool) {
	var aws *emulated
	defer func() {
		if aws != nil {
			aws.stop(ctx)
		}
	}()
	// another has a fresh emulator for each try: whatever ended on the one before, is not there.
	number := 0
	another := func() (err error) {
		if aws != nil {
			aws.stop(ctx)
		}
		number++
		aws, err = k.start(ctx, fmt.Sprintf("%s-%d", name, number))
		return err
	}
	serves := false
	for try := 0; deploy && try < tries; try++ {
		m, there := k.next(&k.deploys)
		if !there {
			break
		}
		came, err := k.note(m, func() (string, error) {
			if err := another(); err != nil {
				return "", err
			}
			return k.killDeploy(ctx, aws, m)
		})
		serves = err == nil
		if came || err != nil {
			break
		}
	}
	for try := 0; destroy && try < tries; try++ {
		m, there := k.next(&k.destroys)
		if !there {
			break
		}
		came, err := k.note(m, func() (string, error) {
			if !serves {
				if err := another(); err != nil {
					return "", err
				}
				if err := k.deploy(ctx, aws); err != nil {
					return "", fmt.Errorf("the deploy before it: %w", err)
				}
			}
			serves = false
			return k.killDestroy(ctx, aws, m)
		})
		if came || err != nil {
			break
		}
	}
}

func (k *killing) deploy(ctx context.Context, aws *emulated) error {
	_, err := k.at(ctx, k.Source, aws).Deploy(ctx)
	return ending(err)
}

func (k *killing) destroy(ctx context.Context, aws *emulated) error {
	_, err := k.at(ctx, k.Source, aws).Destroy(ctx, dagger.SlipwayDestroyOpts{Everything: true})
	return ending(err)
}

// killDeploy kills a deploy at a moment, and looks at what the next one makes of it. Nothing is held where the moment did not come.
func (k *killing) killDeploy(ctx context.Context, aws *emulated, m kills.Moment) (string, error) {
	held, err := aws.killedAt(ctx, m, func(ctx context.Context) error { return k.deploy(ctx, aws) })
	if held == nil || err != nil {
		return called(held), err
	}
	before, err := aws.states(ctx)
	if err != nil {
		return called(held), err
	}
	log, err := aws.writes(ctx)
	if err != nil {
		return called(held), err
	}
	if err := k.deploy(ctx, aws); err != nil {
		return called(held), fmt.Errorf("the next deploy: %w", err)
	}
	return called(held), errors.Join(
		aws.sameAsStates(ctx, before), k.free(ctx, aws), k.told(ctx, aws, kills.EndedAt(log, held.Seq)),
	)
}

// killDestroy is the same of a destroy.
func (k *killing) killDestroy(ctx context.Context, aws *emulated, m kills.Moment) (string, error) {
	held, err := aws.killedAt(ctx, m, func(ctx context.Context) error { return k.destroy(ctx, aws) })
	if held == nil || err != nil {
		return called(held), err
	}
	left, err := aws.resources(ctx)
	if err != nil {
		return called(held), err
	}
	err = k.destroy(ctx, aws)
	if len(left) == 0 {
		err = refuses(err, "nothing to destroy") // it was killed when all was done
	}
	if err != nil {
		return called(held), fmt.Errorf("the next destroy: %w", err)
	}
	log, err := aws.writes(ctx)
	if err != nil {
		return called(held), err
	}
	return called(held), errors.Join(kills.Made(log, held.Seq), aws.wantKinds(ctx), aws.holdsNothing(ctx))
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
