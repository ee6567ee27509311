// Benchmarks of services as Slipway builds them. They live apart from the tests: a figure depends on the machine, and fails nothing.
package main

import (
	"context"
	"fmt"

	"dagger/bench/internal/dagger"
)

// Bench measures services.
type Bench struct {
	// +private
	Source *dagger.Directory
	// +private
	Mirror string
	// +private
	MirrorByTag bool
}

// New takes the repository that has the services that are compared.
func New(
	// The services, the program that measures them, and the style of its page.
	// +defaultPath="/"
	// +ignore=["*", "!ci/bench/measure", "!ci/bench/services", "!ci/internal/report/page.css"]
	source *dagger.Directory,
	// Registry that holds the base images under their own names.
	// +optional
	mirror string,
	// Take them by their tags, whatever their digests.
	// +optional
	mirrorByTag bool,
) *Bench {
	return &Bench{Source: source, Mirror: mirror, MirrorByTag: mirrorByTag}
}

// Comparison is what was measured.
type Comparison struct {
	// What was measured, as a table for a terminal; its end says what of it was wanted and is not so.
	Table string
	// The same for a program.
	Json string
	// +private
	Folder *dagger.Directory
}

// Page is the same as one HTML page that opens from a disk, without a network: frameworks page -o bench.html saves it.
func (c *Comparison) Page() *dagger.File { return c.Folder.File("bench.html") }

// Files has all three: bench.txt, bench.json and bench.html.
func (c *Comparison) Files() *dagger.Directory { return c.Folder }

// Frameworks compares gin with FastAPI, by two services that answer the same: one endpoint computes, one reads a row from PostgreSQL.
//
// It says how many requests a core carries, how long one takes at a rate that all can bear, what a service weighs in a registry and in
// memory, and how soon it is ready: on one core, and on all, where FastAPI has a worker for each. It takes about six minutes; whatever
// else the machine does meanwhile makes its figures worse.
// +cache="never"
func (b *Bench) Frameworks(
	ctx context.Context,
	// For how many seconds each phase is measured.
	// +default=10
	seconds int,
	// For how many it is warmed up before.
	// +default=3
	warmUp int,
) (*Comparison, error) {
	if seconds < 1 || warmUp < 0 {
		return nil, fmt.Errorf("--seconds %d --warm-up %d: measure for 1 at least, and warm up for 0 or more", seconds, warmUp)
	}
	arena, err := b.arena(ctx)
	if err != nil {
		return nil, err
	}
	folder := arena.
		WithEnvVariable("SLIPWAY_CALL", callID()). // never from the cache
		WithExec([]string{"measure", "-frameworks", "/bench/frameworks.json", "-style", "/bench/page.css", "-out", "/out",
			"-seconds", fmt.Sprintf("%ds", seconds), "-warm-up", fmt.Sprintf("%ds", warmUp)}).
		Directory("/out")
	c := &Comparison{}
	if c.Table, err = folder.File("bench.txt").Contents(ctx); err != nil {
		return nil, fmt.Errorf("measure: %w", err)
	}
	if c.Json, err = folder.File("bench.json").Contents(ctx); err != nil {
		return nil, fmt.Errorf("read what was measured: %w", err)
	}
	c.Folder, err = folder.Sync(ctx)
	return c, err
}
