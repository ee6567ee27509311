package main

import (
	"context"
	"fmt"

	"dagger/tests/internal/dagger"
)

// greeting is a service that is no Go: its Dockerfile is all that the pipeline knows of it.
const greeting = `FROM debian:bookworm-slim AS base
COPY greeting /greeting

FROM base AS test
RUN grep -q hello /greeting

FROM base
USER 65532:65532
ENTRYPOINT ["cat", "/greeting"]
`

// Dockerfiles tests and builds a service that comes with a Dockerfile, and breaks it.
// +check
func (t *Tests) Dockerfiles(ctx context.Context) error {
	source := t.Source.
		WithNewFile("services/greeting/Dockerfile", greeting).
		WithNewFile("services/greeting/greeting", "hello, container\n")
	only := dagger.SlipwayTestOpts{Service: "greeting"}
	out, err := t.slipway(ctx, source).Test(ctx, only)
	if err != nil {
		return err
	}
	if err := wants(out, "greeting", "stage test passed"); err != nil {
		return err
	}
	said, err := t.slipway(ctx, source).Image("greeting").Container().
		WithExec(nil, dagger.ContainerWithExecOpts{UseEntrypoint: true}).Stdout(ctx)
	if err != nil {
		return err
	}
	if said != "hello, container\n" {
		return fmt.Errorf("the image says %q", said)
	}
	_, err = t.slipway(ctx, source.WithNewFile("services/greeting/greeting", "good-bye\n")).Test(ctx, only)
	if err := refuses(err, "service greeting", "stage test"); err != nil {
		return fmt.Errorf("a stage test that fails: %w", err)
	}
	// The services of the settings and of the source are the same, or nothing is pushed.
	_, err = t.slipway(ctx, source).Plan(dagger.SlipwayPlanOpts{}).Summary(ctx)
	return refuses(err, "services/greeting has no entry")
}
