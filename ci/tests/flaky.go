package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// onlyOnce is a Go test that fails where it runs first. The name is another one in each run of this check.
const onlyOnce = `package main

import (
	"os"
	"testing"
)

func TestOnlyOnce(t *testing.T) {
	mark := "/root/.cache/go-build/NAME"
	if _, err := os.Stat(mark); err == nil {
		return
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Fatal("the first run fails")
}
`

// onlyOnceBuilt is a service whose build fails where it runs first, as a download does when the other side does not answer.
const onlyOnceBuilt = `FROM IMAGE
RUN --mount=type=cache,id=NAME,target=/marks if [ -f /marks/1 ]; then exit 0; fi; touch /marks/1; echo "dial tcp 10.0.0.1:443: connection refused"; exit 3
CMD ["sleep", "1000"]
`

// Flaky has a test and a build fail once. A failure is no answer that the cache may give: the second run passes.
// +check
func (t *Tests) Flaky(ctx context.Context) error {
	named := func(text string) string { return strings.ReplaceAll(text, "NAME", "slipway-"+rand.Text()) }
	base, err := t.image("python:3.11-slim-bookworm").ImageRef(ctx)
	if err != nil {
		return err
	}
	source := t.Source.WithNewFile("services/catalog/once_test.go", named(onlyOnce))
	built := t.Source.WithNewFile("services/once/Dockerfile", strings.ReplaceAll(named(onlyOnceBuilt), "IMAGE", base))
	return tellAll(ctx, []story{
		{"a test", func(ctx context.Context) error {
			return secondPasses(func() error {
				_, err := t.slipway(ctx, source).Test(ctx, dagger.SlipwayTestOpts{Service: "catalog"})
				return err
			}, "TestOnlyOnce", "the first run fails")
		}},
		{"a build", func(ctx context.Context) error {
			return secondPasses(func() error {
				_, err := t.slipway(ctx, built).Image("once").Digest(ctx)
				return err
			}, "service once", "connection refused")
		}},
	})
}

func secondPasses(run func() error, says ...string) error {
	if err := refuses(run(), says...); err != nil {
		return fmt.Errorf("the first run: %w", err)
	}
	if err := run(); err != nil {
		return fmt.Errorf("the second run: %w", err)
	}
	return nil
}
