package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// Shapes deploys what no load balancer asks: a worker and a job, each of another service's image. The worker's tasks stay, and the job's
// schedule starts what was deployed. One worker follows a queue and the clock, and is told where the queue is. Commands run in their tasks. A worker that
// ends by itself is a deploy that fails, and a destroy wants the queues named.
// +check
func (t *Tests) Shapes(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	s := &shapes{small}
	return small.tellWith(ctx, "shapes", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a worker and a job", s.serves},
		{"commands in tasks", s.runs},
		{"a secret that is rotated", s.rotates},
		{"a worker that ends", s.ends},
		{"the destroy", s.destroyed},
	})
}

type shapes struct{ *Tests }

// with has two workers and a job beside the two services; the one that is of another's image has this environment, and the other a shell.
func (s *shapes) with(ctx context.Context, environment string) (*dagger.Directory, error) {
	source, err := replace(ctx, s.Source, "terraform/environments/local.tfvars", "services = {", fmt.Sprintf(`cluster = { max_size = 9 } # room for all of them twice

queues = { mail = {} }
topics = { news = { queues = ["mail"] } }

secrets = { token = { description = "Token of the desk", recovery_days = 0 } }

services = {
  mailer = { worker = true, image = "catalog", exec = true, environment = { %s } }
  desk   = { worker = true, exec = true, secrets = { TOKEN = "token" }, uses = { queues = ["mail"], topics = ["news"] }, scaling = {
    min       = 1, max = 2, queue = { name = "mail", depth = 100 }
    schedules = { night = { cron = "cron(0 22 * * ? *)", min = 0, max = 1 }, day = { cron = "cron(0 6 * * ? *)", min = 1, max = 2 } }
  } }
  report = { schedule = "rate(1 day)", image = "orders", command = ["report"] }
`, environment))
	if err != nil {
		return nil, err
	}
	return known(ctx, source.WithNewFile("services/desk/Dockerfile", "FROM debian:bookworm-slim\nENV DESK=oak\nCMD [\"sleep\", \"infinity\"]\n")), nil
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
	if err := wants(said, "mailer", "2 tasks run and stay", "report", "scheduled: rate(1 day)", "Deployed 5 services to local"); err != nil {
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

// runs has ECS Exec run commands, in an image with a shell and in one without.
func (s *shapes) runs(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, "")
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	out, err := slipway.Exec(ctx, "desk", `sh -c 'echo "$DESK of $(id -u)"; cat'`)
	if err != nil {
		return err
	}
	if out != "oak of 0\n" {
		return fmt.Errorf("got %q", out)
	}
	told, err := slipway.Exec(ctx, "desk", `sh -c 'echo "$QUEUE_MAIL_URL $TOPIC_NEWS_ARN"'`)
	if err != nil {
		return err
	}
	if err := wants(told, "https://sqs.", "/slipway-local-mail ", ":slipway-local-news\n"); err != nil {
		return err
	}
	_, failed := slipway.Exec(ctx, "desk", "ls /nowhere", dagger.SlipwayExecOpts{Container: "desk"})
	const ofLs = 2
	if err := exits(failed, ofLs); err != nil {
		return err
	}
	if err := wants(failed.Error(), "/nowhere", "ls ended with exit code 2"); err != nil {
		return err
	}
	for _, c := range []struct{ service, command, says string }{
		{"mailer", "ls /", `exec: "ls": executable file not found`},
		{"mail", "ls", "did you mean mailer?"},
		{"report", "ls", "report is a job"},
		{"orders", "ls", "write exec = true among its settings"},
		{"desk", "echo 'a", "has no end"},
	} {
		if _, failed := slipway.Exec(ctx, c.service, c.command); refuses(failed, c.says) != nil {
			return fmt.Errorf("exec of %s in %s: wanted %q and what to do, got %w", c.command, c.service, c.says, failed)
		}
	}
	_, failed = slipway.Exec(ctx, "desk", "ls", dagger.SlipwayExecOpts{Task: "nothing"})
	return refuses(failed, "has no running task nothing: write one of")
}

// rotates puts another value of a secret: a task goes on with the one that it was started with, and restart replaces it.
func (s *shapes) rotates(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, "")
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	has := func(want string) error {
		got, err := slipway.Exec(ctx, "desk", `sh -c 'echo "$TOKEN"'`)
		if err == nil && (got == "turned\n") != (want == "turned") {
			err = fmt.Errorf("the task of desk has the secret %q, and is to have the %s one", got, want)
		}
		return err
	}
	if err := aws.putSecret(ctx, aws.config().Region, "slipway-local/token", "turned"); err != nil {
		return err
	}
	if err := has("first"); err != nil {
		return err
	}
	out, err := slipway.Restart(ctx, dagger.SlipwayRestartOpts{Service: "desk"})
	if err := errors.Join(err, wants(out, "desk", "1 task runs and stays")); err != nil {
		return err
	}
	return has("turned")
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
	queues := []string{"queue/slipway-local-mail", "queue/slipway-local-mail-dead", "queue/slipway-local-missed-runs"}
	_, err = slipway.Destroy(ctx)
	if err := refuses(err, "--data "+strings.Join(queues, ",")); err != nil {
		return err
	}
	_, err = slipway.Destroy(ctx, dagger.SlipwayDestroyOpts{Data: append(queues, "secret/slipway-local/token"), Everything: true})
	if err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}
