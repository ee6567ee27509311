package artefact

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/dockerfile"
	"dagger/slipway/internal/repository"
)

// Dockerfile reads the Dockerfile of a service that has one.
func Dockerfile(ctx context.Context, service *repository.Service) (*dockerfile.File, error) {
	path := service.Path + "/Dockerfile"
	text, err := service.Inputs.File("Dockerfile").Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	file, err := dockerfile.Parse(path, []byte(text))
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	return file, nil
}

// DockerBuild builds a service's Dockerfile up to a stage, or to its last. What fails is said with its line.
func DockerBuild(ctx context.Context, service *repository.Service, stage string) (*dagger.Container, error) {
	file, err := Dockerfile(ctx, service)
	if err != nil {
		return nil, err
	}
	if err := checkSources(ctx, service, file, stage); err != nil {
		return nil, err
	}
	// Only an error of the build itself names the command that failed and what it printed. So it is built here, and not
	// when somebody asks for a file of the image.
	built, err := service.Inputs.DockerBuild(dagger.DirectoryDockerBuildOpts{Target: stage}).Sync(ctx)
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

// checkSources refuses a COPY of what is not there before anything is built.
func checkSources(ctx context.Context, service *repository.Service, file *dockerfile.File, stage string) error {
	if len(file.Sources(stage)) == 0 {
		return nil
	}
	paths, err := service.Inputs.Glob(ctx, "**")
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
	for _, name := range []string{"Dockerfile.dockerignore", ".dockerignore"} {
		found, err := service.Inputs.Exists(ctx, name)
		if err != nil {
			return "", fmt.Errorf("service %s: look for %s: %w", service.Name, name, err)
		}
		if found {
			return service.Inputs.File(name).Contents(ctx)
		}
	}
	return "", nil
}
