package main

import (
	"context"
	"fmt"

	"dagger/tests/internal/dagger"
)

// Refusals feeds deploy with bad input. Each must fail before anything is changed, with an error that names the culprit.
// +check
func (t *Tests) Refusals(ctx context.Context) error {
	aws, err := t.start(ctx, "refusals")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	cases := []struct {
		name   string
		source *dagger.Directory
		opts   dagger.SlipwayOpts
		wants  []string
	}{
		{
			name:   "a unit test that fails",
			source: t.Source.WithNewFile("services/catalog/broken_test.go", "package main\n\nimport \"testing\"\n\nfunc TestPrices(t *testing.T) { t.Error(\"off by one cent\") }\n"),
			wants:  []string{"service catalog", "TestPrices", "broken_test.go:5", "off by one cent"},
		},
		{
			name:   "a data race",
			source: t.Source.WithNewFile("services/orders/race_test.go", racing),
			wants:  []string{"service orders", "TestRacing", "DATA RACE", "race_test.go:9"},
		},
		{
			name:   "a service that does not compile",
			source: t.Source.WithNewFile("services/orders/broken.go", "package main\n\nvar total = totl\n"),
			wants:  []string{"service orders", "broken.go:3", "undefined: totl"},
		},
		{
			name:   "a service folder with nothing to build",
			source: t.Source.WithNewFile("services/cart/README.md", "soon\n"),
			wants:  []string{"services/cart has neither a Go main package nor a Dockerfile"},
		},
		{
			name:   "a service without settings",
			source: t.Source.WithNewFile("services/cart/main.go", "package main\n\nfunc main() {}\n"),
			wants:  []string{"service cart of the repository has no entry", "local.tfvars"},
		},
		{
			name:   "broken HCL",
			source: t.Source.WithNewFile("terraform/stacks/platform/broken.tf", "locals {\n  total = var.totl\n}\n"),
			wants:  []string{"terraform/stacks/platform is not valid", "broken.tf line 2", "totl"},
		},
		{
			name:   "an unknown environment",
			source: t.Source,
			opts:   dagger.SlipwayOpts{Env: "qa"},
			wants:  []string{`environment "qa" is unknown`, "write one of", "local"},
		},
		{
			name:   "an --aws that does not answer",
			source: t.Source,
			opts:   dagger.SlipwayOpts{Aws: t.silent()},
			wants:  []string{"no emulator answers at --aws", "dagger call emulator up"},
		},
		{
			name:   "keys of an account for an emulator",
			source: t.Source,
			opts: dagger.SlipwayOpts{Credentials: dag.SetSecret("account-keys",
				`{"Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "none", "SessionToken": "none"}`)},
			wants: []string{"--credentials are AWS's own", "plain HTTP"},
		},
	}
	var stories []story
	for _, c := range cases {
		if c.opts.Aws == nil {
			c.opts.Aws = aws.service
		}
		stories = append(stories, story{c.name, func(ctx context.Context) error {
			_, err := t.with(ctx, c.source, c.opts).Deploy(ctx)
			return refuses(err, c.wants...)
		}})
	}
	if err := tellAll(ctx, stories); err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}

// racing passes without the race detector.
const racing = `package main

import "testing"

func TestRacing(t *testing.T) {
	total, done := 0, make(chan bool)
	go func() {
		// The next line runs beside the one after the goroutine.
		total++
		done <- true
	}()
	total++
	<-done
}
`

// silent is a service that answers, but is no emulator.
func (t *Tests) silent() *dagger.Service {
	return t.image("python:3.11-slim-bookworm").
		WithExposedPort(4566).
		AsService(dagger.ContainerAsServiceOpts{Args: []string{"python3", "-m", "http.server", "4566"}})
}

// RefusedPush deploys to a registry that takes no images: the platform must stay as it was.
// +check
func (t *Tests) RefusedPush(ctx context.Context) error {
	aws, err := t.start(ctx, "refused-push")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	if err := aws.post(ctx, "/_slipway/refuse-pushes"); err != nil {
		return err
	}
	_, err = t.at(ctx, t.Source, aws).Deploy(ctx)
	if err := refuses(err, "push to", "was refused"); err != nil {
		return err
	}
	clusters, err := aws.clusters(ctx)
	if err != nil {
		return err
	}
	if len(clusters) > 0 {
		return fmt.Errorf("the push was refused and there is a cluster all the same: %v", clusters)
	}
	return nil
}
