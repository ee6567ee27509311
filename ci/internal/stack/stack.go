// Package stack runs Terraform in a root module of terraform/stacks.
package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/advice"
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
	account   string // in whose bucket the state lies; empty is a state on disk
	ready     bool   // by an init of the backend
}

// Open is a root module whose state lies in the bucket of its environment.
func Open(repo repository.Repository, t *cloud.Target, name, account string) *Root {
	root := &Root{Name: name, target: t, account: account}
	root.container = root.withBackend(t.In(initialised(repo, name)).WithEnvVariable(toolbox.CallVariable, t.Call))
	if name == Platform && t.PreviewVariables != "" {
		root.container = root.container.WithNewFile(previewFile, t.PreviewVariables)
	}
	return root
}

// OnDisk is one whose state lies beside it, and ends with the call: before the bucket is there, when it goes, and for plans that
// nobody applies.
func OnDisk(repo repository.Repository, t *cloud.Target, name string) *Root {
	return Open(repo, t, name, "")
}

// backendFolder is a module of a backend alone.
const backendFolder = "/backend"

// withBackend says where the state lies, to the module, whose own files it beats, and to the one that init is run in.
func (r *Root) withBackend(ctr *dagger.Container) *dagger.Container {
	backend := `backend "local" {}`
	if r.account != "" {
		backend = fmt.Sprintf("backend \"s3\" {\n    bucket = %q\n    key = %q\n    region = %q\n"+
			"    encrypt = true\n    use_lockfile = true\n    use_path_style = %t\n  }",
			r.target.StateBucket(r.account), r.target.StateKey(r.Name), r.target.Region, r.target.Emulated)
	}
	text := "terraform {\n  " + backend + "\n}\n"
	return ctr.WithNewFile("backend_override.tf", text).WithNewFile(backendFolder+"/backend.tf", text)
}

// Container has a container in the folder of a root module, with the target's AWS.
func Container(ctr *dagger.Container, repo repository.Repository, t *cloud.Target, name string) *dagger.Container {
	return t.In(folder(Providers(ctr, repo), repo, name)).WithEnvVariable(toolbox.CallVariable, t.Call)
}

func folder(ctr *dagger.Container, repo repository.Repository, name string) *dagger.Container {
	return ctr.
		WithMountedDirectory("/src/terraform", repo.Terraform()).
		WithWorkdir("/src/terraform/stacks/"+name).
		WithEnvVariable("TF_IN_AUTOMATION", "1").
		WithEnvVariable("TF_INPUT", "0").
		WithEnvVariable("CHECKPOINT_DISABLE", "1")
}

// initialised is a container in the folder of a root module with its modules and its providers, which this init compares with the
// lock file. It needs no AWS, so that the cache answers it.
func initialised(repo repository.Repository, name string) *dagger.Container {
	return folder(Providers(repo.Box.Base(toolbox.Terraform), repo), repo, name).
		WithSymlink(providers, ".terraform/providers").
		WithExec([]string{"sh", "-euc", initScript})
}

// checksums is the lock file as the repository has it, and unhashed makes of it one without the checksums of the providers.
const (
	checksums = "/checksums.lock.hcl"
	unhashed  = `sed '/hashes = \[/,/\]/d' ` + checksums + ` >.terraform.lock.hcl`
)

// initScript compares the providers with the lock file, and takes their checksums out of it: each command after it would hash the provider
// again, 700 MB, to compare it once more. It leaves an empty file for each file of a provider.
const initScript = `terraform init -no-color -backend=false -lockfile=readonly
cp .terraform.lock.hcl ` + checksums + `
` + unhashed + `
cd ` + providers + `
find . -type f | while read -r file; do
  mkdir -p "` + backendFolder + `/providers/${file%/*}"
  : >"` + backendFolder + `/providers/$file"
done
`

// providers is where they lie in a container, unpacked, in the layout that Terraform has for a mirror and for what it installed.
const providers = "/providers"

// shipped is where an image of Terraform may bring providers.
const shipped = "/usr/local/share/terraform/plugins"

// fetchScript adds to a folder the providers of all lock files that it lacks: a stack of the repository's own may want more than the
// image brings. The lock names them all, whichever file of the stack requires them.
const fetchScript = `mkdir -p "$1"
lacks= brought=
for provider in $(sed -n 's/^provider "\(.*\)" {$/\1/p' */.terraform.lock.hcl | sort -u); do
  if [ -d "$1/$provider" ]; then brought="$brought\"$provider\", "; else lacks=1; fi
done
[ "$lacks" ] || exit 0
{
  printf 'provider_installation {\n'
  [ -z "$brought" ] || printf '  filesystem_mirror {\n    path = "%s"\n    include = [%s]\n  }\n' "$1" "$brought"
  printf '  %s    exclude = [%s]\n  }\n}\n' "$2" "$brought"
} >/fetch.tfrc
for stack in *; do
  awk -F'"' 'BEGIN { print "terraform {\n  required_providers {" }
    /^provider / { source = $2 }
    /^ *version / { printf "    p%d = {\n      source = \"%s\"\n      version = \"%s\"\n    }\n", NR, source, $2 }
    END { print "  }\n}" }' "$stack/.terraform.lock.hcl" >"$stack/providers.tf"
  TF_CLI_CONFIG_FILE=/fetch.tfrc TF_PLUGIN_CACHE_DIR=$1 terraform -chdir="$stack" init -no-color -backend=false -lockfile=readonly
done
`

// Providers has the providers in a folder of the container, so that no init downloads one: Terraform's own cache is not safe
// under parallel inits.
func Providers(ctr *dagger.Container, repo repository.Repository) *dagger.Container {
	const config = "/providers.tfrc"
	fetch := repo.Box.Base(toolbox.Terraform).WithEnvVariable("CHECKPOINT_DISABLE", "1").WithWorkdir("/src")
	for _, name := range []string{Bootstrap, Platform} {
		fetch = fetch.WithDirectory(name, repo.Source.Directory("terraform/stacks/"+name).
			Filter(dagger.DirectoryFilterOpts{Include: []string{".terraform.lock.hcl"}}))
	}
	from := "direct {\n"
	if mirror := repo.Box.ProviderMirror; mirror != "" {
		from = fmt.Sprintf("network_mirror {\n    url = %q\n", mirror)
	}
	folder := fetch.WithExec([]string{"sh", "-euc", fetchScript, "fetch", shipped, from}).Directory(shipped)
	// Each run of Terraform decodes the schema of all of AWS. With fewer collections of garbage it takes two fifths less of a core,
	// and 0.2 GB more.
	return ctr.WithEnvVariable("GOGC", "1000").WithEnvVariable("GOMEMLIMIT", "1500MiB").
		WithMountedDirectory(providers, folder).
		WithNewFile(config, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", providers)).
		WithEnvVariable("TF_CLI_CONFIG_FILE", config)
}

// With adds a file to the module's folder.
func (r *Root) With(name, text string) *Root {
	with := *r
	with.container = r.container.WithNewFile(name, text)
	return &with
}

// changes is the first exit code of the steps that may leave something changed behind.
const changes = 104

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

type runner func(ctx context.Context, ctr *dagger.Container, what string, command ...string) (*dagger.Container, error)

func (r *Root) run(ctx context.Context, by runner, args []string, steps []step) (*Root, error) {
	if !r.ready {
		steps = append([]step{r.init()}, steps...)
	}
	script := ""
	for _, s := range steps {
		script += fmt.Sprintf("{ %s; } || exit %d\n", s.command, s.code)
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
			return &toolbox.CommandError{What: s.what, ExitCode: 1, Output: command.Output, Advice: advice.After(command.Output, s.code >= changes && !r.target.Embedded)}
		}
	}
	return advised(err) // it was not made ready
}

// advised is a failure with what to do about it, where the reason is one that is known and nothing else was said.
func advised(err error) error {
	var command *toolbox.CommandError
	if errors.As(err, &command) {
		command.Advice = cmp.Or(command.Advice, advice.Of(command.Output))
	}
	return err
}

// init makes the backend ready and no more, in a module of its own. In the stack it would hash the 700 MB of the provider again, which
// initScript has compared. It wants the providers of what the state holds, and does not run them: empty files will do.
func (r *Root) init() step {
	return step{101, "init of the " + r.Name + " failed",
		"terraform -chdir=" + backendFolder + " init -no-color -plugin-dir=" + backendFolder + "/providers && cp " + backendFolder + "/.terraform/terraform.tfstate .terraform/"}
}

// variables are the environment's settings, and that its AWS is the emulator where only this call knows.
func (r *Root) variables() []string {
	args := []string{"-var-file=../../environments/" + r.target.Name + ".tfvars"}
	if r.target.StandIn {
		args = append(args, "-var=emulated=true")
	}
	return args
}
