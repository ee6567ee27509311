package main

import "dagger/slipway/internal/dagger"

// goTool builds a tool from the Go modules that tools/<name> pins by version and checksum.
func (s *Slipway) goTool(name, command string) *dagger.File {
	return s.built(name, s.golang(), "go", "build", "-ldflags", "-s -w", "-o", "/out/"+name, command)
}

// lessOf builds one as tools/<name>/build.sh says, without parts of it that no gate asks.
func (s *Slipway) lessOf(name string) *dagger.File {
	with := s.golang().
		WithMountedDirectory("/without", asset("tools/_without")).
		WithFile("/usr/local/bin/part", asset("tools").File("part.sh"), dagger.ContainerWithFileOpts{Permissions: 0o755})
	return s.built(name, with, "sh", "build.sh", "/out/"+name)
}

// built is what a command makes of tools/<name>: /out/<name>. What a debugger would want is left out, and the compiler may
// take more memory than it would by itself: that is a fifth of the time.
func (s *Slipway) built(name string, with *dagger.Container, command ...string) *dagger.File {
	return with.
		WithEnvVariable("GOFLAGS", "${GOFLAGS} -gcflags=all=-dwarf=false", dagger.ContainerWithEnvVariableOpts{Expand: true}).
		WithEnvVariable("GOGC", "400").
		WithMountedDirectory("/src", asset("tools/"+name)).
		WithWorkdir("/src").
		WithExec(inTurn(tools, command...)).
		File("/out/" + name)
}

// pythonTools installs the packages that a requirements.txt pins by version and hash, and returns their folder: programs
// in bin, modules beside it. Some are programs of other languages that their projects publish in this form.
func (s *Slipway) pythonTools(requirements *dagger.File) *dagger.Directory {
	const folder = "/opt/tools"
	return s.base(pythonImage).
		WithMountedFile("/requirements.txt", requirements).
		WithMountedCache("/root/.cache/pip", dag.CacheVolume("slipway-pip")).
		WithExec([]string{"python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
			"--require-hashes", "--no-deps", "--only-binary=:all:", "--compile", "--target", folder, "-r", "/requirements.txt"}).
		Directory(folder)
}
