package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/dockerfile"
)

// dockerfile reads the Dockerfile of a service that has one.
func (w *workload) dockerfile(ctx context.Context) (*dockerfile.File, error) {
	path := w.Path + "/Dockerfile"
	text, err := w.inputs.File("Dockerfile").Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	file, err := dockerfile.Parse(path, []byte(text))
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", w.Name, err)
	}
	return file, nil
}

// dockerBuild builds a stage of the Dockerfile, the last one where no target is named. What fails is said with its line.
func (w *workload) dockerBuild(ctx context.Context, file *dockerfile.File, target string) (*dagger.Container, error) {
	if err := w.checkSources(ctx, file, target); err != nil {
		return nil, err
	}
	// Only an error of the build itself names the command that failed and what it printed. So it is built here, and not
	// when somebody asks for a file of the image.
	built, err := w.inputs.DockerBuild(dagger.DirectoryDockerBuildOpts{Target: target}).Sync(ctx)
	if err == nil {
		return built, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	failure := dockerfile.Failure{Service: w.Name, Target: target, Text: err.Error()}
	if exec, ok := errors.AsType[*dagger.ExecError](err); ok {
		failure.Command, failure.ExitCode, failure.Stdout, failure.Stderr = exec.Cmd, exec.ExitCode, exec.Stdout, exec.Stderr
	}
	return nil, file.Explain(failure)
}

// checkSources refuses a COPY of what is not there before anything is built.
func (w *workload) checkSources(ctx context.Context, file *dockerfile.File, target string) error {
	if len(file.Sources(target)) == 0 {
		return nil
	}
	paths, err := w.inputs.Glob(ctx, "**")
	if err != nil {
		return fmt.Errorf("service %s: list its files: %w", w.Name, err)
	}
	ignore, err := w.dockerignore(ctx)
	if err != nil {
		return err
	}
	return file.CheckSources(w.Name, target, paths, ignore)
}

// dockerignore is the text of the file that the engine takes, empty where there is none.
func (w *workload) dockerignore(ctx context.Context) (string, error) {
	for _, name := range []string{"Dockerfile.dockerignore", ".dockerignore"} {
		found, err := w.inputs.Exists(ctx, name)
		if err != nil {
			return "", fmt.Errorf("service %s: look for %s: %w", w.Name, name, err)
		}
		if found {
			return w.inputs.File(name).Contents(ctx)
		}
	}
	return "", nil
}
