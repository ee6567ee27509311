// Package toolbox has what the steps of the pipeline run in: base images, the Go toolchain, pinned tools, and how a command
// is run and its failure said.
package toolbox

import (
	"crypto/rand"
	"strings"

	"dagger/slipway/internal/dagger"
)

var dag = dagger.Connect()

// Box makes containers.
type Box struct {
	// Mirror is a registry that holds the base images under their own names; empty is where their makers publish them.
	Mirror string
	// ByTag takes an image of the mirror by its tag alone, whatever its digest.
	ByTag bool
	// GoProxy, PythonIndex and ProviderMirror are where Go modules, Python packages and Terraform providers come from; empty is
	// where their makers publish them.
	GoProxy, PythonIndex, ProviderMirror string
}

// The images that the pipeline runs in, as ci/versions.yaml names them.
const (
	Golang    = "golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d"
	Python    = "python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b"
	Terraform = "hashicorp/terraform:1.11.4@sha256:5820b87995595425074f881500a037b0ccd41158d0d9b44d78f5f120612f2d3d"
)

// Base is a container of one of the images above.
func (b Box) Base(image string) *dagger.Container {
	if b.Mirror == "" {
		return dag.Container().From(image)
	}
	tag, digest, _ := strings.Cut(image, "@")
	name, _, _ := strings.Cut(tag, ":")
	if !strings.Contains(name, "/") {
		name, tag = "library/"+name, "library/"+tag
	}
	if b.ByTag {
		return dag.Container().From(b.Mirror + "/" + tag)
	}
	return dag.Container().From(b.Mirror + "/" + name + "@" + digest)
}

// CallID makes an exec unique to a call. It goes into each exec that changes or reads the world: "never" on a function does
// not keep the execs inside it from being answered by the cache.
func CallID() string { return rand.Text() }

// CallVariable is the environment variable that carries it.
const CallVariable = "SLIPWAY_CALL"
