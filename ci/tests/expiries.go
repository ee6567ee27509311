package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"dagger/tests/internal/dagger"
)

// expires deploys a bucket more with credentials that end as it was made: nothing can be written down any more, neither the state nor the
// end of the release, and no lock can be given back. The next deploy, with fresh ones, takes all of it over and makes nothing twice.
func (t *Tests) expires(source *dagger.Directory) func(context.Context, *emulated) error {
	return func(ctx context.Context, e *emulated) error {
		before, err := e.states(ctx)
		if err != nil {
			return err
		}
		slipway := t.at(ctx, source, e)
		deploy := func(ctx context.Context) error {
			_, err := slipway.Deploy(ctx)
			return err
		}
		ended, err := e.reach(ctx, "CreateBucket", true, deploy)
		if err != nil {
			return err
		}
		if err := e.post(ctx, "/_slipway/fail?action=*&status=403&code=ExpiredToken&times=1000000"); err != nil {
			return err
		}
		if err := e.resume(ctx, false); err != nil {
			return err
		}
		if err := refuses(<-ended, "this run lost the lock of the environment: it could not refresh it", "ExpiredToken", "The credentials ended", "type the same command again"); err != nil {
			return err
		}
		if err := e.ask(ctx, http.MethodDelete, "/_slipway/fail", nil); err != nil {
			return err
		}
		if err := deploy(ctx); err != nil {
			return err
		}
		return e.sameAsStates(ctx, before)
	}
}

// keeps deploys a bucket more with credentials that end when Terraform writes what it made, and others that are there at once: the state is
// written by these, though the apply has failed, so that the next deploy goes on from it and has nothing to adopt.
func (t *Tests) keeps(source *dagger.Directory) func(context.Context, *emulated) error {
	return func(ctx context.Context, e *emulated) error {
		before, err := e.states(ctx)
		if err != nil {
			return err
		}
		slipway := t.at(ctx, source, e)
		deploy := func(ctx context.Context) error {
			_, err := slipway.Deploy(ctx)
			return err
		}
		ended, err := e.reach(ctx, "CreateBucket", true, deploy)
		if err != nil {
			return err
		}
		if err := e.post(ctx, "/_slipway/fail?service=s3&action=PutObject&resource=platform/terraform.tfstate&status=400&code=ExpiredToken"); err != nil {
			return err
		}
		if err := e.resume(ctx, false); err != nil {
			return err
		}
		if err := refuses(<-ended, "apply of the platform failed", "Failed to save state", "The credentials ended", "it goes on from the state"); err != nil {
			return err
		}
		if unmet, err := e.unmet(ctx); err != nil || len(unmet) > 0 {
			return errors.Join(err, fmt.Errorf("the state was written without a fault: %v", unmet))
		}
		if err := e.sameAsStates(ctx, before); err != nil {
			return fmt.Errorf("before the next deploy: %w", err)
		}
		return ending(deploy(ctx))
	}
}
