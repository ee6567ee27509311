package stack

import (
	"context"

	"dagger/slipway/internal/dagger"
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
