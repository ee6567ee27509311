package artefact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/dockerfile"
	"dagger/slipway/internal/dotfile"
	"dagger/slipway/internal/repository"
)

// Dockerfile reads the Dockerfile of a service that has one, as a build for a processor sees it, or for the engine's own.
func Dockerfile(ctx context.Context, service *repository.Service, arch string) (*dockerfile.File, error) {
	text, err := service.Inputs.File(service.FileInContext()).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", service.Dockerfile, err)
	}
	file, err := dockerfile.Parse(service.Dockerfile, []byte(text), dockerfile.Build{Args: service.Settings.BuildArgs(), Arch: arch})
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	return file, nil
}

// DockerBuild builds a service's Dockerfile up to a stage, or to the one that is shipped, for a processor or for the engine's own.
// What fails is said with its line.
func DockerBuild(ctx context.Context, service *repository.Service, file *dockerfile.File, stage, arch string) (*dagger.Container, error) {
	if err := file.CheckArgs(service.Name); err != nil {
		return nil, err
	}
	if stage == "" {
		stage = cmp.Or(service.Settings.Target, file.Shipped())
	}
	if stage != "" && !file.HasStage(stage) {
		return nil, fmt.Errorf("service %s: %s has no stage %s, which %s names: add it, or correct the name there", service.Name, service.Dockerfile, stage, dotfile.Name)
	}
	if err := checkSecrets(ctx, service, file, stage); err != nil {
		return nil, err
	}
	if err := checkSources(ctx, service, file, stage); err != nil {
		return nil, err
	}
	// Only an error of the build itself names the command that failed and what it printed. So it is built here, and not
	// when somebody asks for a file of the image.
	opts := dagger.DirectoryDockerBuildOpts{Dockerfile: service.FileInContext(), Target: stage, Secrets: service.Secrets}
	if arch != "" {
		opts.Platform = platform(arch)
	}
	args := service.Settings.BuildArgs()
	for _, name := range slices.Sorted(maps.Keys(args)) {
		opts.BuildArgs = append(opts.BuildArgs, dagger.BuildArg{Name: name, Value: args[name]})
	}
	built, err := service.Inputs.DockerBuild(opts).Sync(ctx)
	if err == nil {
		return built, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	failure := dockerfile.Failure{Service: service.Name, Target: stage, Text: err.Error()}
	var exec *dagger.ExecError
	if errors.As(err, &exec) {
		failure.Command, failure.ExitCode, failure.Stdout, failure.Stderr = exec.Cmd, exec.ExitCode, exec.Stdout, exec.Stderr
	}
	return nil, file.Explain(failure)
}

// based is what an image was built from, as far as its digest needs it.
type based struct {
	// on is the image that it starts from; nil is none.
	on *dagger.Container
	// arch is the processor of one that starts from nothing: the engine says its own of it (v0.21.8), whatever it is built for.
	arch string
}

// base is what the image of a service starts from.
func base(service *repository.Service, file *dockerfile.File) *based {
	root := file.Root(cmp.Or(service.Settings.Target, file.Shipped()))
	var opts dagger.ContainerOpts
	if service.Arch != "" {
		opts.Platform = platform(service.Arch)
	}
	if root != "" {
		return &based{on: dag.Container(opts).From(root)}
	}
	if service.Arch == runtime.GOARCH { // the engine's own
		return &based{}
	}
	return &based{arch: service.Arch}
}

func checkSecrets(ctx context.Context, service *repository.Service, file *dockerfile.File, stage string) error {
	var given []string
	for _, secret := range service.Secrets {
		name, err := secret.Name(ctx)
		if err != nil {
			return err
		}
		given = append(given, name)
	}
	return file.CheckSecrets(service.Name, stage, given)
}

// checkSources refuses a COPY of what is not there before anything is built.
func checkSources(ctx context.Context, service *repository.Service, file *dockerfile.File, stage string) error {
	if len(file.Sources(stage)) == 0 {
		return nil
	}
	paths, err := service.Folder.Glob(ctx, "**")
	if err != nil {
		return fmt.Errorf("service %s: list its files: %w", service.Name, err)
	}
	ignore, err := dockerignore(ctx, service)
	if err != nil {
		return err
	}
	return file.CheckSources(service.Name, stage, paths, ignore)
}

// dockerignore is the text of the file that the engine takes, empty where there is none.
func dockerignore(ctx context.Context, service *repository.Service) (string, error) {
	for _, name := range []string{service.FileInContext() + ".dockerignore", ".dockerignore"} {
		found, err := service.Folder.Exists(ctx, name)
		if err != nil {
			return "", fmt.Errorf("service %s: look for %s: %w", service.Name, name, err)
		}
		if found {
			return service.Folder.File(name).Contents(ctx)
		}
	}
	return "", nil
}
