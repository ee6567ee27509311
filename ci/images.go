package main

import (
	"strings"

	"dagger/slipway/internal/dagger"
)

// The images that the pipeline runs in: this is the one place that names a version. A setting of `mirror` takes each
// from there by its tag.
const (
	golangImage    = "golang:1.26-bookworm"
	pythonImage    = "python:3.11-slim-bookworm"
	terraformImage = "hashicorp/terraform:1.11.4"
)

// base is a container of one of the images above.
func (s *Slipway) base(image string) *dagger.Container {
	if s.Mirror != "" {
		tag, _, _ := strings.Cut(image, "@")
		if !strings.Contains(tag, "/") {
			tag = "library/" + tag
		}
		image = s.Mirror + "/" + tag
	}
	return dag.Container().From(image)
}

// golang has the Go toolchain, and the caches that all builds share.
func (s *Slipway) golang() *dagger.Container {
	return s.base(golangImage).
		WithEnvVariable("CGO_ENABLED", "0").
		WithEnvVariable("GOFLAGS", "-trimpath -buildvcs=false").
		WithMountedCache("/go/pkg/mod", dag.CacheVolume("slipway-go-mod")).
		WithMountedCache("/root/.cache/go-build", dag.CacheVolume("slipway-go-build"))
}
