package main

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// cloud is the target as the packages of ci/internal have it.
func (t *target) cloud() *cloud.Target {
	return &cloud.Target{
		Environment: t.Environment, AWS: t.aws, Endpoint: t.endpoint, Embedded: t.embedded, StandIn: t.rehearsed,
		Credentials: t.credentials, Call: t.call,
	}
}

// emulatorKey opens the emulator where the call names no other: it lets everybody in.
const emulatorKey = `{"Version": 1, "AccessKeyId": "emulator", "SecretAccessKey": "emulator"}`

// target checks what the caller named, starts the emulator where none was named, and finds it answering.
func (s *Slipway) target(ctx context.Context, env string, aws *dagger.Service, credentials *dagger.Secret) (*target, error) {
	settings, err := s.environment(ctx, env)
	if err != nil {
		return nil, err
	}
	t := &target{Environment: settings, file: env + ".tfvars", aws: aws, credentials: credentials, call: callID(ctx)}
	switch {
	case aws == nil && credentials != nil && settings.Emulated:
		return nil, fmt.Errorf("environment %s is for the emulator (emulated = true), and --credentials open an account: name another --env", env)
	case credentials == nil && aws == nil && !settings.Emulated:
		return nil, fmt.Errorf("environment %s is an AWS account: give --credentials, for example cmd://\"aws configure export-credentials\", "+
			"or --aws with an emulator to rehearse it there", env)
	case aws == nil && credentials != nil:
		return t, nil
	}
	t.emulate()
	if aws == nil {
		t.embedded = true
		return t, t.reach(ctx, s.emulator(t.call), startLimit)
	}
	ports, err := aws.Ports(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask --aws for its port: %w", err)
	}
	if len(ports) == 0 {
		return nil, errors.New("--aws has no port: give it as tcp://host:port")
	}
	port, err := ports[0].Port(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask --aws for its port: %w", err)
	}
	if err := t.reach(ctx, s.forwarder(aws, port, t.call), reachLimit); err != nil {
		return nil, fmt.Errorf("no emulator answers at --aws (port %d): start one with `dagger call emulator up`: %w", port, err)
	}
	return t, nil
}

// emulate takes the emulator for AWS, whatever account the settings are for.
func (t *target) emulate() {
	t.rehearsed, t.Emulated = !t.Emulated, true
	if t.credentials == nil {
		t.credentials = dag.SetSecret("slipway-emulator-credentials", emulatorKey)
	}
}

// rehearsal is a target that starts with the first exec that needs it, and that is the same for every call, so that the
// cache may answer. Nothing that lasts is made there.
func (s *Slipway) rehearsal(settings environment.Environment) *target {
	t := &target{Environment: settings, file: settings.Name + ".tfvars", call: "rehearsal", embedded: true}
	t.aws = s.emulator("rehearsal").AsService()
	t.emulate()
	return t
}

// How long an emulator may take until it answers. Its image is built before, which takes minutes on a new machine; one of
// our own then starts beside tests and builds, one elsewhere runs already or not at all.
const (
	startLimit = 4 * time.Minute
	reachLimit = time.Minute
)

// reach starts the emulator, or what leads to it, and asks whether it is there.
func (t *target) reach(ctx context.Context, emulator *dagger.Container, limit time.Duration) error {
	built, err := emulator.Sync(ctx)
	if err != nil {
		return fmt.Errorf("build the emulator: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	started, err := built.AsService().Start(limited)
	if err != nil {
		return fmt.Errorf("start the emulator: %w", err)
	}
	t.aws = started
	if t.endpoint, err = t.aws.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: emulatorPort, Scheme: "http"}); err != nil {
		return fmt.Errorf("find the emulator: %w", err)
	}
	return awaitOK(limited, t.endpoint+"/_slipway/health")
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
