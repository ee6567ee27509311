package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/rego"
	"dagger/slipway/internal/plan"
)

// Policy checks plans against the rules of terraform/policy: availability, safety, nothing lost.
//
// It tests the rules themselves first. Then it checks the given plan, or, with none, a first plan of every environment,
// made with placeholder images against the embedded emulator: that needs no account. A finding that is not allowed in
// .slipway.yaml fails it, with the resource, the reason of the rule and what to write instead.
// +cache="never"
// +check
func (s *Slipway) Policy(
	ctx context.Context,
	// A plan as JSON, as "terraform show -json PLANFILE" prints it.
	// +optional
	plan *dagger.File,
	// Check this environment alone: a file of terraform/environments, without .tfvars. A given plan says its own.
	// +optional
	env string,
) (string, error) {
	if err := s.testPolicy(ctx); err != nil {
		return "", err
	}
	if plan != nil {
		verdict, err := s.judge(ctx, plan)
		if err != nil {
			return "", err
		}
		return verdict.Text(), verdict.Err()
	}
	names := []string{env}
	if env == "" {
		var err error
		if names, err = s.environments(ctx); err != nil {
			return "", err
		}
	}
	var text strings.Builder
	var refused []error
	for _, name := range names {
		firstPlan, summary, err := s.firstPlan(ctx, name)
		if err != nil {
			return "", err
		}
		verdict, err := s.judge(ctx, firstPlan)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "%s: a first deploy would make %d resources.\n%s", name, summary.Add, verdict.Text())
		refused = append(refused, verdict.Err())
	}
	return text.String(), errors.Join(refused...)
}

// judge asks the rules about a plan, and holds their findings against the allowances.
func (s *Slipway) judge(ctx context.Context, planned *dagger.File) (gate.Verdict, error) {
	var none gate.Verdict
	const found = "/answer.json"
	run := intoFile(s.opa().WithMountedFile("/plan.json", planned), found,
		"opa", "eval", "--strict-builtin-errors", "--format", "json", "--data", "/policy", "--input", "/plan.json", rego.Query)
	answer, err := output(ctx, run, "the policy could not be asked about the plan", found)
	if err != nil {
		return none, err
	}
	evaluation, err := rego.Read(answer)
	if err != nil {
		return none, err
	}
	allowances, err := s.allowances(ctx)
	if err != nil {
		return none, err
	}
	return evaluation.Judge(allowances, time.Now())
}

// testPolicy runs the rules' own tests: every rule finds its failing fixture and passes the other.
func (s *Slipway) testPolicy(ctx context.Context) error {
	for _, args := range [][]string{{"check", "--strict", "/policy"}, {"test", "--timeout", "5m", "/policy"}} {
		run := s.opa().WithExec(append([]string{"opa"}, args...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
		if err := mustPass(ctx, run, "terraform/policy fails opa "+args[0]); err != nil {
			return err
		}
	}
	return nil
}

// opa has the rules at /policy, and the tool that evaluates them.
func (s *Slipway) opa() *dagger.Container {
	return s.base(terraformImage).
		WithFile("/usr/local/bin/opa", s.goTool("opa", "github.com/open-policy-agent/opa")).
		WithMountedDirectory("/policy", s.Source.Directory("terraform/policy"))
}

func (s *Slipway) environments(ctx context.Context) ([]string, error) {
	files, err := s.Source.Glob(ctx, "terraform/environments/*.tfvars")
	if err != nil {
		return nil, fmt.Errorf("list terraform/environments: %w", err)
	}
	var names []string
	for _, file := range files {
		names = append(names, environment.NameOf(file))
	}
	return names, nil
}

// firstPlan is the JSON of a plan for an environment that has nothing yet. It is the same for the same source, so the
// cache may answer: its emulator and its images are placeholders.
func (s *Slipway) firstPlan(ctx context.Context, env string) (*dagger.File, plan.Summary, error) {
	var none plan.Summary
	settings, err := s.environment(ctx, env)
	if err != nil {
		return nil, none, err
	}
	t := s.rehearsal(settings)
	what := "the plan of environment " + env + " failed"
	ctr, err := withPlaceholders(onDisk(s.terraform(t, platformStack)), t)
	if err != nil {
		return nil, none, err
	}
	if ctr, err = initialise(ctx, ctr, what); err != nil {
		return nil, none, err
	}
	if ctr, err = tf(ctx, ctr, what, append([]string{"plan", "-no-color", "-out=" + planFile}, t.variables()...)...); err != nil {
		return nil, none, err
	}
	return s.planJSON(ctx, ctr)
}

// withPlaceholders names an image for each service, for plans that do not come to need one.
func withPlaceholders(ctr *dagger.Container, t *target) (*dagger.Container, error) {
	images := map[string]string{}
	for _, service := range t.Services {
		images[service] = fmt.Sprintf("123456789012.dkr.ecr.%s.amazonaws.com/%s@sha256:%064d", t.Region, t.Repository(service), 0)
	}
	variables, err := json.Marshal(map[string]any{"images": images})
	return ctr.WithNewFile(imagesFile, string(variables)), err
}
