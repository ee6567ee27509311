package toolbox

import "dagger/slipway/internal/dagger"

// A Cache is a pair of volumes in which Go keeps modules and what it compiled. Code that runs in one can write to it, so
// nothing that a test or a tool left there may reach a release.
type Cache string

const (
	// Tests is where the repository's own tests and linters run.
	Tests Cache = "tests"
	// Releases is where programs are compiled that ship. Nothing of the repository runs there.
	Releases Cache = "releases"
	// Tools is where pinned tools are compiled, and where they run.
	Tools Cache = "tools"
)

const buildCache = "/root/.cache/go-build"

// Go has the Go toolchain and a cache. What a debugger would want is left out: it is a tenth of the time, and no image has it.
func (b Box) Go(cache Cache) *dagger.Container {
	golang := b.Base(Golang)
	if b.GoProxy != "" {
		golang = golang.WithEnvVariable("GOPROXY", b.GoProxy)
	}
	return golang.
		WithEnvVariable("CGO_ENABLED", "0").
		WithEnvVariable("GOFLAGS", "-trimpath -buildvcs=false -gcflags=all=-dwarf=false").
		WithMountedCache("/go/pkg/mod", dag.CacheVolume("slipway-"+string(cache)+"-go-mod")).
		WithMountedCache(buildCache, dag.CacheVolume("slipway-"+string(cache)+"-go-build"))
}

// OneAtATime has a command that compiles Go wait for others of its kind, by a lock in the cache, which holds across calls.
// Each uses all cores by itself and finds what those before it compiled; started together on an empty cache, all would compile
// the same packages. It runs at a lower priority, so that the engine and the emulators answer meanwhile.
func OneAtATime(kind string, command ...string) []string {
	return append([]string{"nice", "-n", "10", "flock", buildCache + "/slipway-" + kind + ".lock"}, command...)
}

// The kinds of OneAtATime. What takes seconds does not wait for what takes minutes.
const (
	Programs = "programs" // the repository's own
	Heavy    = "tools"    // tools, and golangci-lint's runs
)
