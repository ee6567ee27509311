package stack

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// haltFolder is where a run of Terraform looks for a file of its name, by which it is told to end. It is a cache volume, as nothing else
// reaches a container that runs.
const haltFolder = "/halt"

// halting runs an apply, and tells it to end, as a cancelled job does, once the file is there that is named by $1: it then waits for nothing
// more, writes its state and lets go of its lock.
const halting = `terraform apply -no-color ` + PlanFile + ` & apply=$!
{ until [ -e "$1" ]; do sleep 2; done; kill -TERM "$apply"; } & watch=$!
wait "$apply"; ended=$?
kill "$watch"; [ "$ended" = 0 ]`

// ApplyUntil applies the saved plan, and has Terraform end early once halt is closed. A service that was made and did not become steady is
// kept: Terraform calls it tainted, and would replace it in the next apply, which a policy may well refuse.
func (p *Planned) ApplyUntil(ctx context.Context, halt <-chan struct{}) (*Root, error) {
	file := haltFolder + "/" + toolbox.CallID()
	with := *p.Root
	with.container = p.container.WithMountedCache(haltFolder, dag.CacheVolume("slipway-halt"))
	running, ended := context.WithCancel(ctx)
	told := make(chan error, 1)
	go func() {
		select {
		case <-running.Done():
			told <- nil
		case <-halt:
			_, err := toolbox.Run(ctx, with.once(), "Terraform could not be told to end", "touch", file)
			told <- err
		}
	}()
	done, err := with.change(ctx, []string{file}, step{104, "apply of the " + p.Name + " failed", halting})
	ended()
	if failed := <-told; err != nil {
		err = errors.Join(err, failed)
	}
	if err == nil {
		return done, nil
	}
	return nil, errors.Join(err, p.keepServices(ctx))
}

// keepServices has the state say of the services that this plan makes that they are not tainted.
func (p *Planned) keepServices(ctx context.Context) error {
	var made []string
	for _, c := range p.Summary.Changes {
		if c.Type == "aws_ecs_service" && c.Action == plan.Create {
			made = append(made, c.Address)
		}
	}
	if err := ctx.Err(); err != nil || len(made) == 0 {
		return err
	}
	// One that was not made, or became steady, is refused, and that is well.
	_, err := p.change(ctx, made, step{106, "the state of the " + p.Name + " could not be mended",
		`for service in "$@"; do terraform untaint -no-color "$service" || :; done`})
	var command *toolbox.CommandError
	if err == nil || errors.As(err, &command) && advice.Locked(command.Output) {
		return nil // another run goes on, and has the state
	}
	return fmt.Errorf("services that did not become steady would be replaced by the next apply: %w", err)
}
