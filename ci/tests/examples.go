package main

import (
	"context"
	"crypto/rand"
	"errors"
)

// Examples runs what the Daggerverse shows of the module: what somebody else's module calls, on the repository of the call.
// +check
func (t *Tests) Examples(ctx context.Context) error {
	aws, err := t.start(ctx, "examples")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	return tellAll(ctx, []story{
		{"services", func(ctx context.Context) error {
			out, err := dag.Examples().SlipwayServices(ctx)
			if err != nil {
				return err
			}
			return wants(out, "catalog", "orders")
		}},
		{"a test", func(ctx context.Context) error {
			out, err := dag.Examples().SlipwayTest(ctx, "catalog")
			if err != nil {
				return err
			}
			return wants(out, "catalog", "passed")
		}},
		{"a build with a secret", func(ctx context.Context) error {
			out, err := dag.Examples().SlipwayWithBuildSecret(ctx, dag.SetSecret(rand.Text(), secret()))
			if err != nil {
				return err
			}
			return wants(out, "catalog", "sha256:")
		}},
		{"init", func(ctx context.Context) error {
			empty, err := dag.Examples().SlipwayInit().IsEmpty(ctx)
			if err == nil && !empty {
				err = errors.New("it writes what is there already")
			}
			return err
		}},
		{"the steps of a deploy", func(ctx context.Context) error {
			out, err := dag.Examples().SlipwaySteps(ctx, aws.service)
			if err != nil {
				return err
			}
			return wants(out, "200 at /catalog/healthz", "200 at /orders/healthz", "Applied. It serves at")
		}},
	})
}
