package main

import (
	"context"
	"fmt"
	"strings"
)

// Deploys tells the story of one environment, from its first deploy on.
//
// A second deploy has nothing to do, the instances are replaced, one service is changed, a push is done again, and in the end all is destroyed.
// +check
func (t *Tests) Deploys(ctx context.Context) error {
	return t.tell(ctx, "deploys", []part{
		{"the first deploy", t.firstDeploy},
		{"a second deploy", t.secondDeploy},
		{"other instances, and nothing else", t.refreshesInstances},
		{"a change of one service", t.changeOne},
		{"drift", t.drifts},
		{"two pushes", t.pushTwice},
		{"a destroy", t.destroys},
	})
}

func (t *Tests) firstDeploy(ctx context.Context, aws *emulated) error {
	out, err := t.at(ctx, t.Source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	if err := clean("the summary of a deploy", out); err != nil {
		return err
	}
	return wants(out, "0 to change, 0 to destroy", "2 sent, 0 were there",
		"200 at /catalog/healthz of its container; its digest at /catalog/version; 1 smoke request passed", "200 at /orders/healthz", "simulated",
		" services to local")
}

func (t *Tests) secondDeploy(ctx context.Context, aws *emulated) error {
	// The same call with the same arguments: an answer from the cache would be the first one's.
	out, err := t.at(ctx, t.Source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	return wants(out, "Plan: no changes.", "0 sent, 2 were there", "Nothing to change in local")
}

// refreshesInstances takes a release of the instances' image that the settings name, then the newest again, and then finds nothing to do. A
// change of a service that is due meanwhile waits for a deploy.
func (t *Tests) refreshesInstances(ctx context.Context, aws *emulated) error {
	const release = "2023.0.20260901"
	named, err := replace(ctx, t.Source, localSettings, "cluster = {", "cluster = { ami_release = \""+release+"\",")
	if err != nil {
		return err
	}
	if named, err = replace(ctx, named, localSettings, "count       = 2", "count       = 3"); err != nil {
		return err
	}
	out, err := t.at(ctx, named, aws).RefreshInstances(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "2 of 2 tasks", "The instances of local were replaced, as release"); err != nil {
		return fmt.Errorf("to a release by name: %w", err)
	}
	if out, err = t.at(ctx, named, aws).Instances(ctx); err != nil {
		return err
	}
	if err := wants(out, release, "Run refresh-instances"); err != nil {
		return err
	}
	if out, err = t.at(ctx, t.Source, aws).RefreshInstances(ctx); err != nil {
		return err
	}
	if err := wants(out, "The instances of local were replaced"); err != nil {
		return fmt.Errorf("to the newest: %w", err)
	}
	if out, err = t.at(ctx, t.Source, aws).RefreshInstances(ctx); err != nil {
		return err
	}
	return wants(out, "Nothing is to replace in local")
}

func (t *Tests) changeOne(ctx context.Context, aws *emulated) error {
	changed := t.Source.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"another release\"\n").
		WithNewFile("terraform/stacks/platform/unformatted.tf", "locals {\n    formatting = \"for lint to refuse\"\n}\n")
	out, err := t.at(ctx, changed, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "1 sent, 1 were there", `module.service["catalog"].aws_ecs_task_definition.this`,
		`module.service["catalog"].aws_ecs_service.this[0]`, "Plan: 1 to add, 1 to change, 1 to destroy"); err != nil {
		return err
	}
	if strings.Contains(out, `module.service["orders"]`) {
		return fmt.Errorf("orders changes too:\n%s", out)
	}
	verified, err := t.at(ctx, changed, aws).Verify(ctx)
	if err != nil {
		return err
	}
	return wants(verified, "catalog", "2 of 2 tasks", "200 at /catalog/healthz")
}

// pushTwice makes the same push twice. What the first sent is deleted between: only a second effect brings it back.
func (t *Tests) pushTwice(ctx context.Context, aws *emulated) error {
	for _, what := range []string{"the first", "the second"} {
		if err := aws.forget(ctx, "slipway-local/orders"); err != nil {
			return err
		}
		out, err := t.at(ctx, t.Source, aws).Push(ctx)
		if err != nil {
			return err
		}
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "orders") {
				if err := wants(line, "sent"); err != nil {
					return fmt.Errorf("%s push: %w", what, err)
				}
			}
		}
	}
	return nil
}
