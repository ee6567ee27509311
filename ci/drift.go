package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/exitcode"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/issue"
	"dagger/slipway/internal/runlock"
)

// drifted is the exit code of a platform that is not as it was applied.
const drifted = 2

// tellLimit is how long GitHub may take.
const tellLimit = 30 * time.Second

// Drift says in what the platform is not as it was applied: what somebody changed or deleted, and what an apply would do.
//
// The exit code is 0 where nothing is, 2 where something is, and 1 where that can't be told. It reads, and changes nothing in AWS: the role
// of plan is enough. It builds nothing, as the images are those that are deployed; settings and HCL are those here, so call it from the
// revision that was deployed. What auto scaling moves is no drift. What may be otherwise for a while is allowed in .slipway.yaml: gate drift,
// rule changed, deleted or pending, with the environment, the resource, a reason and a last day. While a run changes the environment nothing
// can be told: --lock-wait waits for its end.
// +cache="never"
func (s *Slipway) Drift(
	ctx context.Context,
	// Repository on GitHub, as owner/name, in which to keep one issue for the environment: opened where something drifted or that can't be
	// told, edited while it is so, and closed when it is over.
	// +optional
	issues string,
	// Token that may write issues: in a workflow env:GITHUB_TOKEN, with the permission issues: write.
	// +optional
	token *dagger.Secret,
	// Address of GitHub's API, where it is not GitHub's own.
	// +optional
	api string,
	// How long to wait for a run that changes the environment, such as 30m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (text string, err error) {
	defer engineerror.Tidy(&err)
	if (issues == "") != (token == nil) {
		return "", errors.New("half of what an issue needs is given: give both --issues owner/name and --token")
	}
	wait, err := runlock.ParseWait(lockWait)
	if err != nil {
		return "", err
	}
	text, err = s.drift(ctx, wait)
	if issues == "" {
		return text, err
	}
	said := issue.Issue{Key: "drift of " + s.Env, Title: "Drift in " + s.Env, Text: text, Run: s.Run, Open: err != nil}
	if err != nil {
		said.Text = engineerror.Told(err).Error()
	}
	// A call that is ended can't tell either, and has a moment to say so.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellLimit)
	defer cancel()
	plain, failed := token.Plaintext(ctx)
	if failed == nil {
		_, failed = issue.Keep(ctx, api, issues, plain, said)
	}
	if failed != nil {
		return "", errors.Join(err, fmt.Errorf("the issue for environment %s was not kept: %w", s.Env, failed))
	}
	return text, err
}

func (s *Slipway) drift(ctx context.Context, wait time.Duration) (string, error) {
	w, err := s.standing(ctx, "nothing can have drifted")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if err := w.Settled(ctx, wait); err != nil {
		return "", err
	}
	verdict, err := w.Drift(ctx)
	if err != nil {
		return "", err
	}
	if len(verdict.Refused) > 0 {
		if err := w.Settled(ctx, 0); err != nil { // it began meanwhile, and what was found is what it is about to change
			return "", err
		}
	}
	if refused := (*gate.RefusedError)(nil); errors.As(verdict.Err(), &refused) {
		return "", exitcode.Of(drifted, refused)
	}
	return verdict.Text(), nil
}
