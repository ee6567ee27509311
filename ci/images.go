package main

import (
	"strings"

	"dagger/slipway/internal/dagger"
)

// The images that the pipeline runs in: this is the one place that names a version. A setting of `mirror` takes each
// from there, by its tag.
const (
	golangImage    = "golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d"
	pythonImage    = "python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b"
	terraformImage = "hashicorp/terraform:1.11.4@sha256:5820b87995595425074f881500a037b0ccd41158d0d9b44d78f5f120612f2d3d"
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
