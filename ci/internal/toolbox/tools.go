package toolbox

import "dagger/slipway/internal/dagger"

// GoTool builds a tool from the Go modules that tools/go.mod pins by version and checksum. Tools stand in that one list so
// that what they share has one version, and is fetched and compiled once: it is two packages in five.
func (b Box) GoTool(name, command string) *dagger.File {
	return b.compile(name, Asset("tools"), "go", "build", "-ldflags", "-s -w", "-o", "/out/"+name, command)
}

// SeparateTool builds one that does not compile with the others' versions: its list is tools/<name>/go.mod.
func (b Box) SeparateTool(name, command string) *dagger.File {
	return b.compile(name, Asset("tools/"+name), "go", "build", "-ldflags", "-s -w", "-o", "/out/"+name, command)
}

// ReducedTool builds one as tools/<name>/build.sh says, without the parts that no gate needs.
func (b Box) ReducedTool(name string) *dagger.File {
	return b.compile(name, Asset("tools"), "sh", name+"/build.sh", "/out/"+name)
}

// compile runs a command that makes /out/<name> in a folder of modules. The compiler may take more memory than it would by
// itself, which saves a tenth of the time.
func (b Box) compile(name string, modules *dagger.Directory, command ...string) *dagger.File {
	source := modules.Filter(dagger.DirectoryFilterOpts{Include: []string{"go.mod", "go.sum", "part.sh", "_without", name}})
	return b.Go(Tools).
		// trivy's code needs it, and in Go 1.27 it is the default. With it in one tool alone, nothing of that could be shared.
		WithEnvVariable("GOEXPERIMENT", "jsonv2").
		WithEnvVariable("GOGC", "400").
		WithMountedDirectory("/src", source).
		WithWorkdir("/src").
		WithExec(OneAtATime(Heavy, command...)).
		File("/out/" + name)
}

// GoProgram builds a program of this module's own: a package of a Go module in a folder of ci.
func (b Box) GoProgram(folder, program string) *dagger.File {
	return b.Go(Tools).
		WithMountedDirectory("/src", Asset(folder)).
		WithWorkdir("/src").
		WithExec(OneAtATime(Programs, "go", "build", "-ldflags", "-s -w", "-o", "/out/program", program)).
		File("/out/program")
}

// Python has Python, and pip that asks the box's index.
func (b Box) Python() *dagger.Container {
	python := b.Base(Python)
	if b.PythonIndex != "" {
		python = python.WithEnvVariable("PIP_INDEX_URL", b.PythonIndex)
	}
	return python
}

// PythonTools installs the packages that a requirements.txt pins by version and hash, and returns their folder: programs
// in bin, modules beside it. Some are programs of other languages that their projects publish in this form.
func (b Box) PythonTools(requirements *dagger.File) *dagger.Directory {
	const folder = "/opt/tools"
	return b.Python().
		WithMountedFile("/requirements.txt", requirements).
		WithMountedCache("/root/.cache/pip", dag.CacheVolume("slipway-pip")).
		WithExec([]string{"python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
			"--require-hashes", "--no-deps", "--only-binary=:all:", "--compile", "--target", folder, "-r", "/requirements.txt"}).
		Directory(folder)
}
