package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// imageGoes has a person delete the service's images when the release is admitted and its tasks have not started.
func (t *Tests) imageGoes(ctx context.Context, aws *emulated) error {
	ended, err := aws.reach(ctx, "UpdateService", false, func(ctx context.Context) error {
		_, err := t.at(ctx, t.asTask(`fmt.Println("my image goes")`), aws).Deploy(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if err := errors.Join(aws.forget(ctx, "slipway-local/catalog"), aws.resume(ctx, false)); err != nil {
		return err
	}
	if err := refuses(<-ended, "service catalog", "CannotPullContainerError", "not found", "Nothing was rolled back", "can't be brought back. Type `rollback --to NUMBER`"); err != nil {
		return err
	}
	// The images before it went, too, so nobody can bring them back by hand either.
	_, err = t.at(ctx, t.Source, aws).Rollback(ctx)
	if err := refuses(err, "service catalog", "has no image", "can't be brought back; nothing was changed", "`rollback --to NUMBER`", "check out"); err != nil {
		return err
	}
	return aws.browse(ctx, "/catalog/healthz")
}

// secretEmpty has the catalog read a secret that somebody else is to write, and has not.
func (t *Tests) secretEmpty(ctx context.Context, e *emulated) error {
	if err := e.post(ctx, "/_slipway/invent-secrets?on=false"); err != nil {
		return err
	}
	made, err := secretsmanager.NewFromConfig(e.config()).CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String("elsewhere")})
	if err != nil {
		return err
	}
	source, err := replace(ctx, t.Source, "terraform/environments/local.tfvars", `health_path = "/catalog/healthz"`,
		"health_path = \"/catalog/healthz\"\n    secrets     = { STOCK_KEY = \""+*made.ARN+"\" }")
	if err != nil {
		return err
	}
	if err := t.rollsBack(ctx, source, e, "ResourceInitializationError", "unable to retrieve secret", "elsewhere", "AWSCURRENT"); err != nil {
		return err
	}
	return e.post(ctx, "/_slipway/invent-secrets?on=true")
}

// diesLater deploys a release that is healthy and whose process ends after a while: ECS completes it, and starts other tasks for
// ever. The deploy is green as on AWS, and verify says what became of it.
func (t *Tests) diesLater(ctx context.Context, aws *emulated) error {
	source := t.asTask("go func() { time.Sleep(45 * time.Second); os.Exit(7) }()")
	if _, err := t.at(ctx, source, aws).Deploy(ctx); err != nil {
		return err
	}
	const tick, limit = 5 * time.Second, 30
	said := ""
	for range limit {
		out, err := t.at(ctx, source, aws).Verify(ctx)
		if err != nil {
			return err
		}
		if strings.Contains(out, "failed within the hour, the last: Essential container in task exited") {
			return nil
		}
		said = out
		time.Sleep(tick)
	}
	return fmt.Errorf("verify says nothing of the tasks that ended:\n%s", said)
}

// neverStarts is a first release that ECS can take back to nothing, for a reason that is not in its plan: somebody deletes the images. The deploy
// ends when ECS says so; the service is kept, and the next deploy of the same release begins it anew.
func (t *Tests) neverStarts(ctx context.Context, aws *emulated) error {
	ended, err := aws.reach(ctx, "CreateService", false, func(ctx context.Context) error {
		_, err := t.at(ctx, t.Source, aws).Deploy(ctx)
		return err
	})
	if err != nil {
		return err
	}
	err = errors.Join(aws.forget(ctx, "slipway-local/catalog"), aws.forget(ctx, "slipway-local/orders"), aws.resume(ctx, false))
	if err != nil {
		return err
	}
	if err := refuses(<-ended, "failed after", "CannotPullContainerError", "Nothing was rolled back: no release before this one succeeded", "run deploy again"); err != nil {
		return err
	}
	summary, err := t.at(ctx, t.Source, aws).Plan().Summary(ctx)
	if err != nil {
		return err
	}
	for line := range strings.Lines(summary) {
		if strings.HasPrefix(line, "replace ") && strings.Contains(line, ".aws_ecs_service.") {
			return fmt.Errorf("a service that did not become steady is not kept:\n%s", summary)
		}
	}
	return nil
}

// neverEnds has a release whose rollout goes on when Terraform's time is up: no task of it gets healthy, and each has an hour for that. ECS is told
// to take the rollout back, and the images before it serve again.
func (t *Tests) neverEnds(ctx context.Context, aws *emulated) error {
	source, err := replace(ctx, t.asTask(`_ = http.ListenAndServe(":8080", http.NotFoundHandler())`), localSettings, `timeout = "60m"`,
		"timeout = \"3m\"\n    health_check_grace_period = 3600")
	if err != nil {
		return err
	}
	if err := aws.forgetCalls(ctx); err != nil {
		return err
	}
	_, err = t.at(ctx, source, aws).Deploy(ctx)
	if err := refuses(err, "waiting for ECS Service", "was rolled back: release"); err != nil {
		return err
	}
	calls, err := aws.calls(ctx, true)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(calls, func(c call) bool { return c.Action == "StopServiceDeployment" && c.Status == http.StatusOK }) {
		return errors.New("the rollout was rolled back, and nobody had ECS stop it")
	}
	return nil
}
