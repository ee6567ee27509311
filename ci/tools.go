package main

import "dagger/slipway/internal/dagger"

// goTool builds a tool from the Go modules that tools/go.mod pins by version and checksum. Tools stand in that one list so
// that what they share has one version, and is fetched and compiled once: it is two packages in five.
func (s *Slipway) goTool(name, command string) *dagger.File {
	return s.built(name, asset("tools"), "go", "build", "-ldflags", "-s -w", "-o", "/out/"+name, command)
}

// loneTool builds one that does not compile with the others' versions, and has a list of its own, tools/<name>/go.mod.
func (s *Slipway) loneTool(name, command string) *dagger.File {
	return s.built(name, asset("tools/"+name), "go", "build", "-ldflags", "-s -w", "-o", "/out/"+name, command)
}

// lessOf builds one as tools/<name>/build.sh says, without parts of it that no gate asks.
func (s *Slipway) lessOf(name string) *dagger.File {
	return s.built(name, asset("tools"), "sh", name+"/build.sh", "/out/"+name)
}

// built is what a command makes in a folder of modules: /out/<name>. The compiler may take more memory than it would by
// itself, which is a tenth of the time.
func (s *Slipway) built(name string, modules *dagger.Directory, command ...string) *dagger.File {
	source := modules.Filter(dagger.DirectoryFilterOpts{Include: []string{"go.mod", "go.sum", "part.sh", "_without", name}})
	return s.golang().
		// trivy's code needs it, and in Go 1.27 it is the default. In one tool alone, nothing of that could be shared.
		WithEnvVariable("GOEXPERIMENT", "jsonv2").
		WithEnvVariable("GOGC", "400").
		WithMountedDirectory("/src", source).
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
