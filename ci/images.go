package main

import (
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

const (
	golangImage    = toolbox.Golang
	terraformImage = toolbox.Terraform
)

// base is a container of one of the images above.
func (s *Slipway) base(image string) *dagger.Container { return s.repository().Box.Base(image) }

// buildCache is where Go keeps what it compiled.
const buildCache = "/root/.cache/go-build"

// golang has the Go toolchain, and the caches that all builds share. What a debugger would want is left out everywhere: it
// is a tenth of the time, and no image has it.
func (s *Slipway) golang() *dagger.Container {
	return s.base(golangImage).
		WithEnvVariable("CGO_ENABLED", "0").
		WithEnvVariable("GOFLAGS", "-trimpath -buildvcs=false -gcflags=all=-dwarf=false").
		WithMountedCache("/go/pkg/mod", dag.CacheVolume("slipway-go-mod")).
		WithMountedCache(buildCache, dag.CacheVolume("slipway-go-build"))
}
