// Deploys a repository of container services to a highly available ECS cluster on EC2.
//
// Every step is a function: services, test, build, push, plan, apply and verify, and deploy, which is all of them. A
// service is a folder of services/ with a Go main package or a Dockerfile; the infrastructure is the plain HCL of
// terraform/. With no AWS settings, the target is an emulator inside the pipeline: no account is needed to try a deploy.
package main

import (
	"context"
	"crypto/rand"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Slipway is the pipeline of one repository.
type Slipway struct {
	// +private
	Source *dagger.Directory
	// +private
	Mirror string
}

// New sets the pipeline up for a repository.
func New(
	// The repository: services/, terraform/ and the Go module that they share.
	// +defaultPath="/"
	// +ignore=["**/.terraform", "**/*.tfplan", ".dagger", "ci", "reports"]
	source *dagger.Directory,
	// Registry that holds the base images under their own names, such as "registry.example:5000". Without one they come,
	// by digest, from the registries that publish them.
	// +optional
	mirror string,
) *Slipway {
	return &Slipway{Source: source, Mirror: mirror}
}

// callID makes an exec unique to this call. It goes into each exec that changes or reads the world: "never" on a
// function does not keep the execs inside it from being answered by the cache.
func callID(context.Context) string { return rand.Text() }

// repository is the source, with the containers that read it.
func (s *Slipway) repository() repository.Repository {
	return repository.Repository{Source: s.Source, Box: toolbox.Box{Mirror: s.Mirror, ByTag: true}}
}
