package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/opa"
	"dagger/slipway/internal/plan"
)

// Plan is a saved Terraform plan, bound to the release that it was made for.
type Plan struct {
	// What changes, as a table.
	Summary string
	// The plan as a folder, which `apply --plan` takes: plan.tfplan, binding.json and summary.txt. The plan itself can
	// hold secrets in clear, as every Terraform plan can: keep the folder as you keep the state.
	Files *dagger.Directory
	// Counts of resources. A replacement counts once, as a replacement.
	Add     int
	Change  int
	Destroy int
	Replace int
}

// Plan builds and pushes the images, plans the platform with their digests, and shows what would change.
//
// `plan files -o DIR` saves the plan; `apply --plan DIR` applies exactly that. Nothing of the platform is changed here;
// the images are pushed, because a plan names them by digest. A plan that the policy refuses is not saved.
// +cache="never"
func (s *Slipway) Plan(
	ctx context.Context,
	// Environment to plan for: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator to plan against, as tcp://host:port, which outlives this call. None and no credentials: one inside this call.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
) (*Plan, error) {
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return nil, err
	}
	defer t.stop(ctx)
	planned, err := s.freshPlan(ctx, t)
	if err != nil {
		return nil, err
	}
	// The files are read while the emulator is still there.
	planned.Files, err = planned.Files.Sync(ctx)
	return &planned.Plan, err
}

type plannedRelease struct {
	Plan
	summary plan.Summary
	verdict gate.Verdict
	stack   *dagger.Container // initialised, with plan.tfplan
}

// The files of a plan's folder.
const (
	planFile    = "plan.tfplan"
	bindingFile = "binding.json"
	summaryFile = "summary.txt"
	imagesFile  = "images.auto.tfvars.json"
)

func (s *Slipway) plan(ctx context.Context, t *target, release *release) (*plannedRelease, error) {
	references := release.references()
	variables, err := json.Marshal(map[string]any{"images": references})
	if err != nil {
		return nil, err
	}
	ctr, err := s.initialised(ctx, t, platformStack, release.Account)
	if err != nil {
		return nil, err
	}
	ctr, err = tf(ctx, ctr.WithNewFile(imagesFile, string(variables)), "plan of the platform failed",
		append([]string{"plan", "-no-color", "-out=" + planFile}, t.variables()...)...)
	if err != nil {
		return nil, err
	}
	shown, summary, err := s.planJSON(ctx, ctr)
	if err != nil {
		return nil, err
	}
	var table strings.Builder
	if err := summary.Text(&table); err != nil {
		return nil, err
	}
	verdict, err := opa.Judge(ctx, s.repository(), shown)
	if err != nil {
		return nil, err
	}
	if err := verdict.Err(); err != nil {
		return nil, fmt.Errorf("%w\nThe plan that it refuses:\n%s", err, table.String())
	}
	fmt.Fprintf(&table, "\n%s", verdict.Text())
	binding, err := s.bind(ctx, t, references, ctr.File(planFile))
	if err != nil {
		return nil, err
	}
	bound, err := binding.Encode()
	if err != nil {
		return nil, err
	}
	return &plannedRelease{summary: summary, verdict: verdict, stack: ctr, Plan: Plan{
		Summary: table.String(),
		Add:     summary.Add, Change: summary.Change, Destroy: summary.Destroy, Replace: summary.Replace,
		Files: dag.Directory().
			WithFile(planFile, ctr.File(planFile)).
			WithNewFile(bindingFile, string(bound)).
			WithNewFile(summaryFile, table.String()),
	}}, nil
}

// bind writes down what the plan was made from: another source, lock file, image or plan file is another plan.
func (s *Slipway) bind(ctx context.Context, t *target, images map[string]string, file *dagger.File) (plan.Binding, error) {
	b := plan.Binding{Environment: t.Name, Images: images}
	var err error
	if b.Revision, err = s.contentHash(ctx, s.Source.Directory("terraform")); err != nil {
		return b, err
	}
	lock, err := s.Source.File("terraform/stacks/" + string(platformStack) + "/.terraform.lock.hcl").Contents(ctx)
	if err != nil {
		return b, fmt.Errorf("read the provider lock: %w", err)
	}
	b.LockHash = plan.Hash([]byte(lock))
	b.PlanHash, err = s.contentHash(ctx, dag.Directory().WithFile(planFile, file))
	return b, err
}
