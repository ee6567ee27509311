package main

import (
	"context"
	"crypto/rand"

	"dagger/tests/internal/dagger"
)

// Looks opens the pages that the unit tests keep in a real browser, as wide as a desk and as a telephone, in light and in dark: no text may
// be cut, lie over another, or be too pale to read. Before that, its rules are tried on pages that break them.
// +check
func (t *Tests) Looks(ctx context.Context) error {
	pages := t.Whole.Directory("ci/internal/report/testdata").WithDirectory(".", t.Whole.Directory("ci/bench/measure/testdata"))
	return t.look(ctx, pages.Filter(dagger.DirectoryFilterOpts{Include: []string{"*.html"}}), ".")
}

// pages opens the page of a deploy, and page and picture of a plan, as people get them.
func (t *Tests) pages(ctx context.Context, aws *emulated) error {
	deploy, err := t.at(ctx, t.Source, aws).Deploy(ctx, dagger.SlipwayDeployOpts{Format: "html"})
	if err != nil {
		return err
	}
	if err := wants(deploy, "Nothing to change in local", "0 sent, 2 were there", "<svg", "simulated", "What the gates found"); err != nil {
		return err
	}
	branch, err := t.withoutOrders(ctx)
	if err != nil {
		return err
	}
	id, err := t.at(ctx, branch, aws).Plan().ID(ctx)
	if err != nil {
		return err
	}
	plan := dagger.Ref[*dagger.SlipwayPlan](dag, id) // made once
	page, err := plan.Report().Contents(ctx)
	if err != nil {
		return err
	}
	picture, err := plan.Picture().Contents(ctx)
	if err != nil {
		return err
	}
	if err := clean("the pages of a deploy and a plan", deploy+page+picture); err != nil {
		return err
	}
	if err := wants(page, "Plan of local", "aws_ecs_service", "service orders", "- delete", "<svg", "policy for local"); err != nil {
		return err
	}
	return t.look(ctx, dag.Directory().WithNewFile("deploy.html", deploy).WithNewFile("plan.html", page).WithNewFile("plan.svg", picture), "TestLooks")
}

// look opens pages in Chromium. The tests are those of a name.
func (t *Tests) look(ctx context.Context, pages *dagger.Directory, tests string) error {
	_, err := t.chromium().WithMountedDirectory("/pages", pages).WithEnvVariable("SLIPWAY_LOOKS", "/pages").With(browserTests(tests)).Sync(ctx)
	return err
}

// shows opens a service in Chromium at the port that `emulator up` has for browsers.
func (t *Tests) shows(path, text string) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		_, err := t.chromium().WithServiceBinding("emulator", aws.service).
			WithEnvVariable("SLIPWAY_SERVED", "http://emulator:8080"+path).WithEnvVariable("SLIPWAY_SERVES", text).
			WithEnvVariable("SLIPWAY_RUN", rand.Text()). // what is there now, not what was
			With(browserTests("TestServed")).Sync(ctx)
		return err
	}
}

func (t *Tests) chromium() *dagger.Container {
	return t.golang().
		WithExec([]string{"sh", "-euc", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null"}).
		WithMountedDirectory("/src", t.Whole.Directory("ci/tests/browser")).
		WithWorkdir("/src")
}

func browserTests(name string) dagger.WithContainerFunc {
	return func(ctr *dagger.Container) *dagger.Container {
		return ctr.WithExec([]string{"nice", "-n", "10", "go", "test", "-count=1", "-run", name, "."})
	}
}
