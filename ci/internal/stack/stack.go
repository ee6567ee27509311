// Package stack runs Terraform in a root module of terraform/stacks.
package stack

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// The root modules of terraform/stacks.
const (
	Bootstrap = "bootstrap"
	Platform  = "platform"
)

// Root is a root module with the target that it is for.
type Root struct {
	Name   string
	target *cloud.Target
	// container is in the module's folder. An exec in it is never answered by the cache: it carries the call's own number.
	container *dagger.Container
	backend   []string // what init is told
	ready     bool     // by an init
}

// Open is a root module whose state lies in the bucket of its environment.
func Open(repo repository.Repository, t *cloud.Target, name, account string) *Root {
	return &Root{Name: name, target: t, container: Container(repo.Box.Base(toolbox.Terraform), repo, t, name), backend: []string{
		"-backend-config=bucket=" + t.StateBucket(account),
		"-backend-config=dynamodb_table=" + t.LockTable(),
		"-backend-config=region=" + t.Region,
		fmt.Sprintf("-backend-config=use_path_style=%t", t.Emulated),
	}}
}

// OnDisk is one whose state lies beside it, and ends with the call: before the bucket is there, when it goes, and for plans that
// nobody applies.
func OnDisk(repo repository.Repository, t *cloud.Target, name string) *Root {
	ctr := Container(repo.Box.Base(toolbox.Terraform), repo, t, name)
	return &Root{Name: name, target: t, container: ctr.WithNewFile(backendOverride, "terraform {\n  backend \"local\" {}\n}\n")}
}

const backendOverride = "backend_override.tf"

// Container has a container in the folder of a root module, with the target's AWS.
func Container(ctr *dagger.Container, repo repository.Repository, t *cloud.Target, name string) *dagger.Container {
	ctr = t.In(ctr).
		WithMountedDirectory("/src/terraform", repo.Terraform()).
		WithWorkdir("/src/terraform/stacks/"+name).
		WithEnvVariable("TF_IN_AUTOMATION", "1").
		WithEnvVariable("TF_INPUT", "0").
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithEnvVariable(toolbox.CallVariable, t.Call)
	return Providers(ctr, repo)
}

// Providers has the providers in a folder of the container, so that no init downloads one: Terraform's own cache is not safe
// under parallel inits. An image of the mirror may bring them.
func Providers(ctr *dagger.Container, repo repository.Repository) *dagger.Container {
	// Each run of Terraform decodes the schema of all of AWS. With fewer collections of garbage it takes a third less of a core,
	// and 0.1 GB more.
	ctr = ctr.WithEnvVariable("GOGC", "400")
	if repo.Box.Mirror != "" {
		const plugins = "/usr/local/share/terraform/plugins"
		return ctr.WithMountedDirectory(plugins, repo.Box.Base(toolbox.Terraform).Directory(plugins))
	}
	const folder, config = "/providers", "/providers.tfrc"
	downloaded := repo.Box.Base(toolbox.Terraform).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithDirectory("/src", repo.Source.Directory("terraform/stacks/"+Platform).
			Filter(dagger.DirectoryFilterOpts{Include: []string{"versions.tf", ".terraform.lock.hcl"}})).
		WithWorkdir("/src").
		WithExec([]string{"terraform", "providers", "mirror", folder}).
		Directory(folder)
	return ctr.WithMountedDirectory(folder, downloaded).
		WithNewFile(config, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", folder)).
		WithEnvVariable("TF_CLI_CONFIG_FILE", config)
}

// With adds a file to the module's folder.
func (r *Root) With(name, text string) *Root {
	with := *r
	with.container = r.container.WithNewFile(name, text)
	return &with
}

// step is a command of a script that ends with its own exit code, so that one exec can do several.
type step struct {
	code    int
	what    string // failed
	command string
}

// read runs steps that change nothing, in turn and in one exec. Arguments are "$@" in them.
func (r *Root) read(ctx context.Context, args []string, steps ...step) (*Root, error) {
	return r.run(ctx, toolbox.Fetch, args, steps)
}

// change runs steps that change something: they are never run again by themselves.
func (r *Root) change(ctx context.Context, args []string, steps ...step) (*Root, error) {
	return r.run(ctx, toolbox.Run, args, steps)
}

type runner func(ctx context.Context, ctr *dagger.Container, what string, command ...string) (*dagger.Container, error)

func (r *Root) run(ctx context.Context, by runner, args []string, steps []step) (*Root, error) {
	if !r.ready {
		steps = append([]step{r.init()}, steps...)
	}
	script := ""
	for _, s := range steps {
		script += fmt.Sprintf("%s || exit %d\n", s.command, s.code)
	}
	done, err := by(ctx, r.once(), "Terraform could not be made ready for the "+r.Name, append([]string{"sh", "-uc", script, "terraform"}, args...)...)
	if err != nil {
		return nil, r.failed(err, steps)
	}
	ran := *r
	ran.container, ran.ready = done, true
	return &ran, nil
}

// once is the container for one exec: the same command before and after a change of the same call must not be answered once.
func (r *Root) once() *dagger.Container {
	if r.target.Repeatable {
		return r.container
	}
	return r.container.WithEnvVariable("SLIPWAY_EXEC", toolbox.CallID())
}

func (r *Root) failed(err error, steps []step) error {
	var command *toolbox.CommandError
	if !errors.As(err, &command) {
		return err
	}
	for _, s := range steps {
		if s.code == command.ExitCode {
			return &toolbox.CommandError{What: s.what, ExitCode: 1, Output: command.Output}
		}
	}
	return err
}

func (r *Root) init() step {
	command := "terraform init -no-color -lockfile=readonly"
	for _, arg := range r.backend {
		command += " '" + arg + "'"
	}
	return step{101, "init of the " + r.Name + " failed", command}
}

// variables are the environment's settings, and that its AWS is the emulator where only this call knows.
func (r *Root) variables() []string {
	args := []string{"-var-file=../../environments/" + r.target.Name + ".tfvars"}
	if r.target.StandIn {
		args = append(args, "-var=emulated=true")
	}
	return args
}
