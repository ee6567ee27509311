package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/signing"
)

// Apply applies a saved plan, or, with none, plans and applies at once. It prints what changed.
//
// A saved plan is refused when it was made for another environment, from another source or provider lock, or when its
// file is not the one that was reviewed; and by Terraform itself when the state moved on since. Where the environment wants
// signed images, nothing changes unless each image that the plan names is signed: plan, sign, then apply.
// +cache="never"
func (s *Slipway) Apply(
	ctx context.Context,
	// Folder of a saved plan, as "plan files -o DIR" writes it.
	// +optional
	plan *dagger.Directory,
	// Environment to apply to: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator to apply to, as tcp://host:port, which outlives this call. None and no credentials: one inside this call.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
) (string, error) {
	if plan != nil && aws == nil && credentials == nil {
		return "", errors.New("a saved plan needs the AWS that it was made against: give --aws or --credentials")
	}
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	var ready *plannedRelease
	if plan != nil {
		ready, err = s.savedPlan(ctx, t, plan)
	} else {
		ready, err = s.freshPlan(ctx, t)
	}
	if err != nil {
		return "", err
	}
	deployment, err := s.apply(ctx, t, signing.New(s.repository(), t.cloud(), nil), ready)
	if err != nil {
		return "", err
	}
	return ready.Summary + "\nApplied. It serves at " + deployment.URL + "\n", nil
}

func (s *Slipway) freshPlan(ctx context.Context, t *target) (*plannedRelease, error) {
	images, err := s.builds(ctx, t.Environment)
	if err != nil {
		return nil, err
	}
	release, err := s.push(ctx, t, images)
	if err != nil {
		return nil, err
	}
	return s.plan(ctx, t, release)
}

// savedPlan takes a plan's folder and compares what it was made from with what is here now.
func (s *Slipway) savedPlan(ctx context.Context, t *target, folder *dagger.Directory) (*plannedRelease, error) {
	text, err := folder.File(bindingFile).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("--plan has no %s: give the folder that `plan files -o DIR` wrote: %w", bindingFile, err)
	}
	saved, err := plan.DecodeBinding([]byte(text))
	if err != nil {
		return nil, err
	}
	now, err := s.bind(ctx, t, saved.Images, folder.File(planFile))
	if err != nil {
		return nil, err
	}
	if err := saved.Check(now); err != nil {
		return nil, err
	}
	summary, err := folder.File(summaryFile).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s of the plan: %w", summaryFile, err)
	}
	account, err := t.account(ctx)
	if err != nil {
		return nil, err
	}
	ctr, err := s.initialised(ctx, t, platformStack, account)
	if err != nil {
		return nil, err
	}
	return &plannedRelease{Plan: Plan{Summary: summary}, stack: ctr.WithFile(planFile, folder.File(planFile))}, nil
}

// deployment is what Terraform says of the platform after an apply.
type deployment struct {
	URL      string
	Services map[string]deployedService
}

// deployedService is an entry of the output `services` of stacks/platform.
type deployedService struct {
	Service        string            `json:"ecs_service"`
	Cluster        string            `json:"cluster"`
	TaskDefinition string            `json:"task_definition_arn"`
	TargetGroup    string            `json:"target_group_arn"`
	Port           int               `json:"port"`
	Path           string            `json:"path"`
	HealthPath     string            `json:"health_path"`
	Desired        int               `json:"desired_count"`
	Environment    map[string]string `json:"container_environment"`
	Image          string            `json:"-"` // by digest, from the output `images`
}

func (s *Slipway) apply(ctx context.Context, t *target, signer *signing.Signer, ready *plannedRelease) (*deployment, error) {
	if err := s.verifyPlan(ctx, t, signer, ready); err != nil {
		return nil, err
	}
	ctr, err := tf(ctx, ready.stack, "apply of the platform failed", "apply", "-no-color", planFile)
	if err != nil {
		return nil, err
	}
	return outputs(ctx, ctr)
}

// verifyPlan refuses a plan that would ship an image without the signature that its environment wants. It asks the plan
// itself which images these are.
func (s *Slipway) verifyPlan(ctx context.Context, t *target, signer *signing.Signer, ready *plannedRelease) error {
	if !t.Release.Signed {
		return nil
	}
	shown, _, err := s.planJSON(ctx, ready.stack)
	if err != nil {
		return err
	}
	text, err := shown.Contents(ctx)
	if err != nil {
		return fmt.Errorf("read the saved plan: %w", err)
	}
	images, err := plan.Images([]byte(text))
	if err != nil {
		return err
	}
	registry, err := t.cloud().Registry(ctx)
	if err != nil {
		return err
	}
	return signer.Verify(ctx, registry, images)
}

// outputs reads the platform's outputs from its state.
func outputs(ctx context.Context, ctr *dagger.Container) (*deployment, error) {
	shown, err := tf(ctx, ctr, "the outputs of the platform can't be read", "output", "-json")
	if err != nil {
		return nil, err
	}
	text, err := shown.Stdout(ctx)
	if err != nil {
		return nil, err
	}
	var out struct {
		URL      struct{ Value string }
		Services struct{ Value map[string]deployedService }
		Images   struct{ Value map[string]string }
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("read the outputs of the platform: %w", err)
	}
	if len(out.Services.Value) == 0 {
		return nil, errors.New("the platform's state has no services: nothing is deployed there, so run deploy first")
	}
	d := &deployment{URL: out.URL.Value, Services: maps.Clone(out.Services.Value)}
	for name, service := range d.Services {
		service.Image = out.Images.Value[name]
		d.Services[name] = service
	}
	return d, nil
}
