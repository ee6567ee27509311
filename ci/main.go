// Deploys a repository of container services to a highly available ECS cluster on EC2.
//
// Every step is a function: release, plan, push, sign, apply and verify, and deploy, which is all of them with the gates before
// them. A service is a folder of services/ with a Go main package or a Dockerfile; the infrastructure is the plain HCL of
// terraform/. With no AWS settings, the target is an emulator inside the pipeline: no account is needed to try a deploy.
package main

import (
	"context"
	"errors"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/toolbox"
	"dagger/slipway/internal/walk"
)

// Slipway is the pipeline of one repository, and the target that it is for.
type Slipway struct {
	// +private
	Source *dagger.Directory
	// +private
	Settings string
	// +private
	Shipped []string
	// +private
	Called bool // Source is the repository that the call is made in
	// +private
	BuildSecrets []*dagger.Secret
	// +private
	Mirror string
	// +private
	MirrorByTag bool
	// +private
	GoProxy string
	// +private
	PythonIndex string
	// +private
	ProviderMirror string
	// +private
	Env string
	// +private
	Aws *dagger.Service
	// +private
	Credentials *dagger.Secret
	// +private
	Tasks string
	// +private
	Run string
}

// New sets the pipeline up for a repository and a target. What is said here stands before the verb:
// dagger call --env staging deploy.
func New(
	ctx context.Context,
	// The repository that the call is made in.
	ws *dagger.Workspace,
	// The repository: services/, and settings in environments/. What it lacks of terraform/stacks, terraform/modules and
	// terraform/policy comes with the module. Without this argument it is the one that the call is made in. What Git ignores is
	// left out.
	// +optional
	source *dagger.Directory,
	// Environment: a file of environments/ or terraform/environments/, without .tfvars.
	// +default="local"
	env string,
	// Emulator that stands in for AWS, as tcp://host:port, and outlives the call: dagger call emulator up starts one. Without
	// it and without credentials, an emulator starts inside the call and ends with it.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: 'cmd://aws configure export-credentials'.
	// +optional
	credentials *dagger.Secret,
	// Registry that holds the base images under their own names and digests, such as "registry.example:5000". Without one they
	// come from the registries that publish them.
	// +optional
	mirror string,
	// Take the images of the mirror by their tags, whatever their digests.
	// +optional
	mirrorByTag bool,
	// Proxy of Go modules, as GOPROXY takes it: "https://goproxy.example". Without one modules come from the public one.
	// +optional
	goProxy string,
	// Index of Python packages, as pip takes it: "https://pypi.example/simple".
	// +optional
	pythonIndex string,
	// Network mirror of Terraform providers: "https://providers.example/".
	// +optional
	providerMirror string,
	// How an emulator that this call starts runs ECS's tasks: "auto" is as containers, for which it has all capabilities, where the
	// engine allows that; "simulated" is not at all.
	// +default="auto"
	tasks string,
	// Where this call can be seen, such as the URL of a CI run: the ledger of releases and the lock say it to others.
	// +optional
	run string,
) (_ *Slipway, err error) {
	defer engineerror.Tidy(&err)
	if err := cloud.CheckTasks(tasks); err != nil {
		return nil, err
	}
	called := source == nil
	if called {
		source = ws.Directory("/", dagger.WorkspaceDirectoryOpts{Gitignore: true, Exclude: repository.LeftOut})
	}
	complete, err := repository.Complete(ctx, source)
	if err != nil {
		return nil, err
	}
	return &Slipway{
		Source: complete.Source, Called: called, Shipped: complete.Shipped, Settings: complete.Settings, Env: env, Aws: aws, Credentials: credentials,
		Mirror: mirror, MirrorByTag: mirrorByTag, GoProxy: goProxy, PythonIndex: pythonIndex, ProviderMirror: providerMirror,
		Tasks: tasks, Run: run,
	}, nil
}

// repository is the source, with the containers that read it.
func (s *Slipway) repository() repository.Repository {
	return repository.Repository{
		Source: s.Source, Shipped: s.Shipped, SettingsFolder: s.Settings, Secrets: s.BuildSecrets, Box: toolbox.Box{
			Mirror: s.Mirror, ByTag: s.MirrorByTag, GoProxy: s.GoProxy, PythonIndex: s.PythonIndex, ProviderMirror: s.ProviderMirror,
		},
	}
}

// standing opens the target of a call that is for what an earlier call deployed. The emulator inside this one has nothing.
func (s *Slipway) standing(ctx context.Context, why string) (*walk.Walk, error) {
	if err := s.outlives(why); err != nil {
		return nil, err
	}
	return s.walk(ctx, nil)
}

// outlives refuses a call whose target would end with it.
func (s *Slipway) outlives(why string) error {
	if s.Aws != nil || s.Credentials != nil {
		return nil
	}
	return errors.New(why + ": the embedded emulator ends with the call that deploys to it; give --aws or --credentials before the verb")
}

// holding opens the target of a call that changes it, and takes the lock of its environment, once nothing is wrong that comes first. Whoever
// holds the lock is waited for as long as lockWait says. The context ends where the lock is lost.
func (s *Slipway) holding(ctx context.Context, operation, lockWait string, first ...func(context.Context, *walk.Walk) error) (
	*walk.Walk, context.Context, error,
) {
	wait, err := runlock.ParseWait(lockWait)
	if err != nil {
		return nil, nil, err
	}
	w, err := s.walk(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	ctx = w.Guard(ctx, operation, wait)
	for _, ask := range append(first, func(ctx context.Context, w *walk.Walk) error { return w.Lock(ctx) }) {
		if err := ask(ctx, w); err != nil {
			w.Close(ctx)
			return nil, nil, w.Noted(err)
		}
	}
	return w, ctx, nil
}

// bootstrapped refuses where the bootstrap is due: the rights to all that follows come with it, that to the lock too.
func bootstrapped(ctx context.Context, w *walk.Walk) error {
	return w.Story.Step(ctx, "bootstrap", w.RequireBootstrap)
}

// walk opens the target of a call that signs with a key, or with none.
func (s *Slipway) walk(ctx context.Context, key *signing.Key) (*walk.Walk, error) {
	w, err := walk.Begin(ctx, s.repository(), s.Env)
	if err != nil {
		return nil, err
	}
	w.Run = s.Run
	if err := w.Open(ctx, s.Aws, s.Credentials, s.Tasks, key); err != nil {
		w.Close(ctx)
		return nil, err
	}
	return w, nil
}
