package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/walk"
)

// Bootstrap is what must exist before the first deploy of an environment, as it is and as it should be.
type Bootstrap struct {
	// +private
	Pipeline *Slipway
	// +private
	Data []string
	// +private
	LockWait string
}

// Bootstrap plans and makes what must exist before the first deploy: state bucket, locks, repositories, secrets, keys, the
// pipeline's roles.
//
// bootstrap plan shows what it would do and changes nothing; bootstrap apply shows it, asks the policy and does it, and so does
// bootstrap alone. What an interrupted run left is adopted. A repository that holds images and
// a secret are never removed unless they are named, and a secret that still waits for its end is brought back.
// On an account no other verb changes any of this: they name what is missing. It is for a person with the right to make roles.
// +cache="never"
func (s *Slipway) Bootstrap(
	// What left the settings and may go: a repository with all its images, a secret with its value: "repository/NAME,secret/NAME".
	// +optional
	data []string,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) *Bootstrap {
	return &Bootstrap{Pipeline: s, Data: data, LockWait: lockWait}
}

// Plan shows what bootstrap would do, and changes nothing.
// +cache="never"
func (b *Bootstrap) Plan(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	return b.run(ctx, false)
}

// Apply shows what is to do, asks the policy, and does it.
// +cache="never"
func (b *Bootstrap) Apply(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	return b.run(ctx, true)
}

// Sync is apply. The command line calls it where bootstrap stands alone, and wants an ID of it.
// +cache="never"
func (b *Bootstrap) Sync(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	text, err := b.run(ctx, true)
	if err != nil {
		return "", err
	}
	id, err := dag.Directory().WithNewFile("bootstrap.txt", text).ID(ctx)
	return string(id), err
}

// open opens the target, and holds the environment of a call that changes it.
func (b *Bootstrap) open(ctx context.Context, apply bool) (*walk.Walk, context.Context, error) {
	if apply {
		return b.Pipeline.holding(ctx, "bootstrap", b.LockWait)
	}
	w, err := b.Pipeline.walk(ctx, nil)
	return w, ctx, err
}

func (b *Bootstrap) run(ctx context.Context, apply bool) (_ string, err error) {
	w, ctx, err := b.open(ctx, apply)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	planned, err := bootstrap.Plan(ctx, w.Repo, w.Target, w.Account, bootstrap.Options{Data: b.Data})
	if err != nil {
		return "", err
	}
	text, err := planned.Text()
	if err != nil {
		return "", err
	}
	if !apply {
		return text, nil
	}
	w.Story.Say("bootstrap", "plan\n"+text)
	if err := w.Story.Step(ctx, "bootstrap", func(ctx context.Context) (string, error) {
		return planned.Planned.Summary.Counts(), planned.Apply(ctx, w.Lock)
	}); err != nil {
		return "", err
	}
	return text + fmt.Sprintf("\nApplied: environment %s is bootstrapped.\n%s", w.Settings.Name, w.Notes()), nil
}
