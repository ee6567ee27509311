package main

import (
	"context"
	"fmt"

	"dagger/tests/internal/dagger"
)

// Shapes deploys what no load balancer asks: a worker and a job, each of another service's image. The worker's tasks stay, and the job's
// schedule starts what was deployed. A worker that ends by itself is a deploy that fails, and a destroy wants the queue of missed runs named.
// +check
func (t *Tests) Shapes(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	s := &shapes{small}
	return small.tellWith(ctx, "shapes", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a worker and a job", s.serves},
		{"a worker that ends", s.ends},
		{"the destroy", s.destroyed},
	})
}

type shapes struct{ *Tests }

// with has a worker and a job beside the two services; the worker has this environment.
func (s *shapes) with(ctx context.Context, environment string) (*dagger.Directory, error) {
	source, err := replace(ctx, s.Source, "terraform/environments/local.tfvars", "services = {", fmt.Sprintf(`services = {
  mailer = { worker = true, image = "catalog", environment = { %s } }
  report = { schedule = "rate(1 day)", image = "orders", command = ["report"] }
`, environment))
	if err != nil {
		return nil, err
	}
	return known(ctx, source), nil
}

func (s *shapes) serves(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, "")
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	said, err := slipway.Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(said, "mailer", "2 tasks run and stay", "report", "scheduled: rate(1 day)", "Deployed 4 services to local"); err != nil {
		return err
	}
	summary, err := slipway.Plan().Summary(ctx)
	if err != nil {
		return err
	}
	if err := wants(summary, "Plan: no changes."); err != nil {
		return err
	}
	screen, err := slipway.Status(ctx)
	if err != nil {
		return err
	}
	return wants(screen, "mailer", "2 of 2", "report", "rate(1 day)", "All is well in local.")
}

// ends has a worker whose program refuses its settings.
func (s *shapes) ends(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, `LOG_LEVEL = "loud"`)
	if err != nil {
		return err
	}
	_, err = s.at(ctx, source, aws).Deploy(ctx)
	if err := refuses(err, "mailer", "exit code 1", "the configuration is refused"); err != nil {
		return err
	}
	return aws.browse(ctx, "/catalog/healthz")
}

func (s *shapes) destroyed(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, "")
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	_, err = slipway.Destroy(ctx)
	if err := refuses(err, "--data queue/slipway-local-missed-runs"); err != nil {
		return err
	}
	_, err = slipway.Destroy(ctx, dagger.SlipwayDestroyOpts{Data: []string{"queue/slipway-local-missed-runs"}, Everything: true})
	if err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}
