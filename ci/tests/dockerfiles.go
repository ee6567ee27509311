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
	if err := t.says(ctx, source, "hello, container\n"); err != nil {
		return err
	}
	if err := t.shipsNoTests(ctx, source); err != nil {
		return err
	}
	if err := t.ignores(ctx, source); err != nil {
		return err
	}
	if err := t.buildsTwice(ctx, source); err != nil {
		return err
	}
	_, err = t.slipway(ctx, source.WithNewFile("services/greeting/greeting", "good-bye\n")).Test(ctx, only)
	if err := refuses(err, "service greeting", "stage test"); err != nil {
		return fmt.Errorf("a stage test that fails: %w", err)
	}
	// The services of the settings and of the source are the same, or nothing is pushed.
	_, err = t.slipway(ctx, source).Plan(dagger.SlipwayPlanOpts{}).Summary(ctx)
	return refuses(err, "service greeting of the repository has no entry")
}

func (t *Tests) says(ctx context.Context, source *dagger.Directory, want string) error {
	said, err := t.slipway(ctx, source).Image("greeting").Container().
		WithExec(nil, dagger.ContainerWithExecOpts{UseEntrypoint: true}).Stdout(ctx)
	if err == nil && said != want {
		err = fmt.Errorf("the image says %q, and not %q", said, want)
	}
	return err
}

// shipsNoTests has the stage test as the last one, as many have it.
func (t *Tests) shipsNoTests(ctx context.Context, source *dagger.Directory) error {
	const last = `FROM debian:bookworm-slim AS release
COPY greeting /greeting
ENTRYPOINT ["cat", "/greeting"]

FROM release AS test
RUN echo tests > /greeting
`
	if err := t.says(ctx, source.WithNewFile("services/greeting/Dockerfile", last), "hello, container\n"); err != nil {
		return fmt.Errorf("a stage test at the end: %w", err)
	}
	return nil
}

// ignores adds files of which the image must know nothing: one that .dockerignore leaves out, and one that Git ignores. The build
// would make another image if it ran again.
func (t *Tests) ignores(ctx context.Context, source *dagger.Directory) error {
	source = source.WithNewFile("services/greeting/.dockerignore", "notes.md\n").WithNewFile(".gitignore", "*.log\n").
		WithNewFile("services/greeting/Dockerfile", "FROM debian:bookworm-slim\nCOPY . /greeting\nRUN date +%s%N >/built\n")
	digest, err := t.slipway(ctx, source).Image("greeting").Digest(ctx)
	if err != nil {
		return err
	}
	for _, file := range []string{"notes.md", "debug.log"} {
		with := source.WithNewFile("services/greeting/"+file, "nothing that ships\n")
		other, err := t.slipway(ctx, with).Image("greeting").Digest(ctx)
		if err != nil {
			return err
		}
		if other != digest {
			return fmt.Errorf("%s changes the digest: %s and %s", file, digest, other)
		}
	}
	return nil
}

// buildsTwice has two instructions run twice: the time of a file has no part in a digest, and what is in it has.
func (t *Tests) buildsTwice(ctx context.Context, source *dagger.Directory) error {
	twice := dagger.SlipwayBuildOpts{Twice: true}
	same := source.WithNewFile("services/greeting/Dockerfile", "FROM debian:bookworm-slim\nCOPY greeting /greeting\nRUN echo made >/made\n")
	out, err := t.slipway(ctx, same).Build(ctx, twice)
	if err != nil {
		return err
	}
	if err := wants(out, "A second build gives the same digests."); err != nil {
		return err
	}
	other := source.WithNewFile("services/greeting/Dockerfile", "FROM debian:bookworm-slim\nRUN date +%s%N >/built\nCOPY greeting /greeting\n")
	out, err = t.slipway(ctx, other).Build(ctx, twice)
	if err != nil {
		return err
	}
	return wants(out, "services/greeting/Dockerfile:2: RUN date +%s%N >/built makes other content each time: built", "Push such an image from")
}
