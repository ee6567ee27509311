package artefact

import (
	"context"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// DockerBuild builds a service's Dockerfile up to a stage, or to its last.
func DockerBuild(ctx context.Context, service *repository.Service, stage string) (*dagger.Container, error) {
	built, err := service.Inputs.DockerBuild(dagger.DirectoryDockerBuildOpts{Target: stage}).Sync(ctx)
	if err != nil {
		return nil, toolbox.Explain(err, "service "+service.Name+": its Dockerfile does not build")
	}
	return built, nil
}
