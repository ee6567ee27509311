package main

import "dagger/slipway/internal/dagger"

// goTool builds a tool from the Go modules that tools/<name> pins by version and checksum.
func (s *Slipway) goTool(name, command string) *dagger.File {
	return s.golang().
		WithMountedDirectory("/src", asset("tools/"+name)).
		WithWorkdir("/src").
		WithExec([]string{"go", "build", "-ldflags", "-s -w", "-o", "/out/" + name, command}).
		File("/out/" + name)
}
