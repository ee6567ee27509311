package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// haltFolder is where a run of Terraform looks for a file of its name, by which it is told to end. It is a cache volume, as nothing else
// reaches a container that runs.
const haltFolder = "/halt"

// applying applies the saved plan.
const applying = "terraform apply -no-color " + PlanFile

// halting does, and tells it to end, as a cancelled job does, once the file is there that is named by $1: it then waits for nothing more, writes
// its state and lets go of its lock.
const halting = `{ ` + applying + ` & apply=$!
{ until [ -e "$1" ]; do sleep 2; done; kill -TERM "$apply"; } & watch=$!
wait "$apply"; code=$?
kill "$watch"; [ "$code" = 0 ]; }`

// haltable is a root, a command for it and the command's arguments, which ends early once halt is closed. What it returns last is called when
// the command has ended.
func (p *Planned) haltable(ctx context.Context, halt <-chan struct{}) (root *Root, command string, args []string, ended func() error) {
	if halt == nil {
		return p.Root, applying, nil, func() error { return nil }
	}
	file := haltFolder + "/" + toolbox.CallID()
	with := *p.Root
	with.container = p.container.WithMountedCache(haltFolder, dag.CacheVolume("slipway-halt"))
	done, told := make(chan struct{}), make(chan error, 1)
	go func() {
		select {
		case <-done:
			told <- nil
		case <-halt:
			_, err := toolbox.Run(ctx, with.once(), "Terraform could not be told to end", "touch", file)
			told <- err
		}
	}()
	return &with, halting, []string{file}, func() error { close(done); return <-told }
}

// keepServices has the state say of the services that this plan makes that they are not tainted. One that was made and did not become steady
// is complete; Terraform would replace it in the next apply, which a policy may well refuse.
func (p *Planned) keepServices(ctx context.Context, began time.Time) error {
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
	_, err := p.changeSince(ctx, began, made, step{106, "the state of the " + p.Name + " could not be mended",
		`for service in "$@"; do terraform untaint -no-color "$service" || :; done`})
	var command *toolbox.CommandError
	if err == nil || errors.As(err, &command) && advice.Locked(command.Output) {
		return nil // another run goes on, and has the state
	}
	return fmt.Errorf("services that did not become steady would be replaced by the next apply: %w", err)
}
