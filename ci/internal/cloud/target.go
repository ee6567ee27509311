// Package cloud is the AWS that a run sees: an account, or the emulator that stands in for one.
package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/prerequisite"
	"dagger/slipway/internal/proof"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Target is where a release goes: an environment of settings, and an AWS that answers at an endpoint, with credentials. The
// verbs know no other difference between an account and the emulator.
type Target struct {
	environment.Environment
	// AWS is the emulator, nil for AWS itself.
	AWS *dagger.Service
	// Endpoint is AWS's address as this function reaches it, empty for AWS itself.
	Endpoint string
	// Embedded says that AWS was started by this call and ends with it.
	Embedded bool
	// StandIn says that the emulator stands in for the account that the settings are for.
	StandIn bool
	// Who is whose the credentials are, as STS says it, once that was asked: an ARN.
	Who string
	// Says is what the emulator says of itself.
	Says proof.Emulator
	// Credentials are as `aws configure export-credentials` prints them.
	Credentials *dagger.Secret
	// Call is of this call alone.
	Call string
	// PreviewVariables are the variables of a preview for the stack platform, as a file of variables; empty where the target is none.
	PreviewVariables string
	// Repeatable says that what runs there is the same for the same source, so that the cache may answer.
	Repeatable bool
	// LockedOut is asked where a Terraform found a state locked: whether that lock was its own, and is taken away now. Who is what that
	// Terraform calls itself, and began is when it was started. It is nil unless this call holds the environment.
	LockedOut func(ctx context.Context, state, who string, began time.Time) (bool, error)
	// Tell is told what a person should know of a step that goes on, or nil.
	Tell func(step, what string)
}

// Say tells what a person should know.
func (t *Target) Say(step, what string) {
	if t.Tell != nil {
		t.Tell(step, what)
	}
}

// Cluster is the name of the services' ECS cluster. An emulator that stands in for an account has no cluster of somebody else's: there
// the stack makes one.
func (t *Target) Cluster() string {
	if t.SharedCluster != "" && !t.Emulator() {
		return t.SharedCluster
	}
	return t.Project + "-" + t.Name
}

// Group is the name of the Auto Scaling group of the cluster's instances; an existing cluster has none of that name.
func (t *Target) Group() string { return t.Project + "-" + t.Name }

// Emulator reports whether AWS is an emulator.
func (t *Target) Emulator() bool { return t.AWS != nil }

// Place is the target as far as it says who makes what must be there before a deploy.
func (t *Target) Place() prerequisite.Place {
	return prerequisite.Place{Environment: t.Name, Emulator: t.Emulator(), HoldsRoles: t.Says.HoldsRoles(), Caller: t.Who}
}

// emulatorKey opens the emulator where the call names no other: it lets everybody in.
const emulatorKey = `{"Version": 1, "AccessKeyId": "emulator", "SecretAccessKey": "emulator"}`

// How long an emulator may take until its container runs, or that of what leads to it, and from then on until it answers. Images are
// built before, which takes minutes on a new machine. Containers start beside tests and builds; an emulator elsewhere runs already or
// not at all.
const (
	startLimit  = 4 * time.Minute
	answerLimit = time.Minute
	// sayLimit is for one answer of an emulator that answered before.
	sayLimit = 10 * time.Second
)

// Open checks what the caller named, starts an emulator where none was named, whose tasks run as said, and finds it answering.
func Open(ctx context.Context, box toolbox.Box, settings environment.Environment, aws *dagger.Service, credentials *dagger.Secret, tasks string) (*Target, error) {
	t := &Target{Environment: settings, AWS: aws, Credentials: credentials, Call: toolbox.CallID()}
	switch {
	case aws == nil && credentials != nil && settings.Emulated:
		return nil, fmt.Errorf("environment %s is for the emulator (emulated = true), and --credentials open an account: name another --env", t.Name)
	case credentials == nil && aws == nil && !settings.Emulated:
		return nil, fmt.Errorf("environment %s is an AWS account: give --credentials, for example 'cmd://aws configure export-credentials', "+
			"or --aws with an emulator to rehearse it there", t.Name)
	case aws == nil && credentials != nil:
		return t, nil
	}
	if aws != nil && credentials != nil {
		if err := t.refuseAccountKeys(ctx); err != nil {
			return nil, err
		}
	}
	t.emulate()
	if aws == nil {
		t.Embedded = true
		return t, t.reach(ctx, NewEmulator(ctx, box, t.Call, tasks))
	}
	port, err := FirstPort(ctx, aws, "--aws")
	if err != nil {
		return nil, err
	}
	if err := t.reach(ctx, forwarder(box, aws, port, t.Call)); err != nil {
		return nil, fmt.Errorf("no emulator answers at --aws (port %d): %w\nStart one with `dagger call emulator up`", port, err)
	}
	return t, nil
}

// refuseAccountKeys keeps keys of an account from a plain HTTP endpoint: a session token is sent with every request.
func (t *Target) refuseAccountKeys(ctx context.Context) error {
	key, err := t.keys().Now(ctx)
	if err != nil {
		return err
	}
	if len(key.ID) == 20 && (key.ID[:4] == "AKIA" || key.ID[:4] == "ASIA") {
		return errors.New("--credentials are AWS's own and --aws is an emulator, which is spoken to in plain HTTP: " +
			"leave --credentials out to rehearse, or --aws to deploy to the account")
	}
	return nil
}

// emulate takes the emulator for AWS, whatever account the settings are for.
func (t *Target) emulate() {
	t.StandIn, t.Emulated = !t.Emulated, true
	if t.Credentials == nil {
		t.Credentials = dag.SetSecret("slipway-emulator-credentials", emulatorKey)
	}
}

// Throwaway is a target that starts with the first exec that needs it, and that is the same for every call of the same name,
// so that the cache may answer. Nothing that lasts is made there.
func Throwaway(box toolbox.Box, settings environment.Environment, name string) *Target {
	emulator := simulated(box, name)
	t := &Target{Environment: settings, Call: name, Repeatable: true, Embedded: true, AWS: emulator.Service()}
	t.emulate()
	return t
}

// reach starts the emulator, or what leads to it, and waits until it answers.
func (t *Target) reach(ctx context.Context, emulator *Emulator) error {
	if _, err := emulator.container.Sync(ctx); err != nil {
		return toolbox.Explain(err, "the emulator could not be built")
	}
	starting, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	started, err := emulator.start(starting)
	if err != nil {
		return fmt.Errorf("start the emulator: %w", err)
	}
	answering, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	t.AWS = started
	if t.Endpoint, err = t.AWS.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: EmulatorPort, Scheme: "http"}); err != nil {
		err = fmt.Errorf("find the emulator: %w", err)
	} else {
		err = t.greet(answering)
	}
	if err != nil {
		t.Close(ctx)
	}
	return err
}

// greet waits for the emulator's first answer, which says what is real there.
func (t *Target) greet(ctx context.Context) error {
	const health = "/_slipway/health"
	text, err := AwaitOK(ctx, t.Endpoint+health)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &t.Says); err != nil {
		return fmt.Errorf("read what the emulator says of itself at %s: %w", health, err)
	}
	return nil
}

// Answer is what the emulator says at an address of its own.
func (t *Target) Answer(ctx context.Context, path string) ([]byte, error) {
	text, err := get(ctx, t.Endpoint+path, sayLimit)
	if err != nil {
		return nil, fmt.Errorf("ask the emulator for %s: %w", path, err)
	}
	return text, nil
}

// Close ends what Open started: an emulator, or what leads to one.
func (t *Target) Close(ctx context.Context) {
	if t.AWS != nil {
		_, _ = t.AWS.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true})
	}
}

// String says in words where a release goes.
func (t *Target) String() string {
	switch {
	case t.Embedded:
		return "the embedded emulator, which ends with this call"
	case t.StandIn:
		return "the emulator given as --aws, which stands in for the account of " + t.Name
	case t.AWS != nil:
		return "the emulator given as --aws"
	default:
		return "AWS, " + t.Region
	}
}

// FirstPort is the port of a service that an argument names.
func FirstPort(ctx context.Context, service *dagger.Service, argument string) (int, error) {
	ports, err := service.Ports(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask %s for its port: %w", argument, err)
	}
	if len(ports) == 0 {
		return 0, fmt.Errorf("%s has no port: give it as tcp://host:port", argument)
	}
	port, err := ports[0].Port(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask %s for its port: %w", argument, err)
	}
	return port, nil
}
