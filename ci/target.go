package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
)

// A target is where a release goes: an environment of settings, and an AWS that answers at an endpoint, with credentials.
// The verbs know no other difference between an account and the emulator.
type target struct {
	environment.Environment
	file        string          // the settings, in terraform/environments
	aws         *dagger.Service // the emulator; nil is AWS itself
	endpoint    string          // of aws, as this function reaches it; empty is AWS itself
	embedded    bool            // aws was started by this call and ends with it
	rehearsed   bool            // the environment is an account's, and the emulator stands in for it
	credentials *dagger.Secret  // as `aws configure export-credentials` prints them
	boms        bool            // SBOMs are wanted, even where the environment demands none
	call        string
}

// target checks what the caller named, starts the emulator where none was named, and finds it answering.
func (s *Slipway) target(ctx context.Context, env string, aws *dagger.Service, credentials *dagger.Secret) (*target, error) {
	settings, err := s.environment(ctx, env)
	if err != nil {
		return nil, err
	}
	opened, err := cloud.Open(ctx, s.repository().Box, settings, aws, credentials)
	if opened == nil {
		return nil, err
	}
	return &target{
		Environment: opened.Environment, file: env + ".tfvars", aws: opened.AWS, endpoint: opened.Endpoint, embedded: opened.Embedded,
		rehearsed: opened.StandIn, credentials: opened.Credentials, call: opened.Call,
	}, err
}

// stop ends what this call started: an emulator, or what leads to one.
func (t *target) stop(ctx context.Context) {
	if t.aws != nil {
		_, _ = t.aws.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true})
	}
}

func (s *Slipway) environment(ctx context.Context, name string) (environment.Environment, error) {
	var none environment.Environment
	folder := s.Source.Directory("terraform/environments")
	files, err := folder.Entries(ctx)
	if err != nil {
		return none, fmt.Errorf("list terraform/environments: %w", err)
	}
	file, err := environment.Find(name, files)
	if err != nil {
		return none, err
	}
	text, err := folder.File(file).Contents(ctx)
	if err != nil {
		return none, fmt.Errorf("read terraform/environments/%s: %w", file, err)
	}
	return environment.Read(name, "terraform/environments/"+file, []byte(text))
}

func (t *target) String() string {
	switch {
	case t.embedded:
		return "the embedded emulator, which ends with this call"
	case t.rehearsed:
		return "the emulator given as --aws, which stands in for the account of " + t.Name
	case t.aws != nil:
		return "the emulator given as --aws"
	default:
		return "AWS, " + t.Region
	}
}
