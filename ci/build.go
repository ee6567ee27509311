package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/repository"
)

// Image is a service's container image, built and not yet pushed.
type Image struct {
	// Name of the service.
	Service string
	// Content address of what it was built from. It is the service's revision: an image does not change because another
	// service did.
	Revision string
	// Digest of the image's manifest, as a registry will name it.
	Digest string
	// Bytes of its layers in a registry.
	Size int
	// The container, to try or to export. Push gives the digest above; what the engine publishes itself also holds the
	// time of the build.
	Container *dagger.Container
	// +private
	Layout *dagger.Directory
	// Processor that it is for: amd64 or arm64.
	Arch string
	// +private
	Source string
	// +private
	Path string
	// +private
	Kind string
	// +private
	Inputs *dagger.Directory
}

// Build makes the image of each service, and prints a table of their digests.
//
// A Go service becomes one static program in an image without a shell, run as user 65532, with CA certificates, time
// zones and OCI labels. The same source, Go version and certificates give the same digest on any machine of one architecture.
// In an image from a Dockerfile the times of files have no part in the digest, and what a RUN writes has: --twice compares.
func (s *Slipway) Build(
	ctx context.Context,
	// Build each Dockerfile once more, with no RUN from the cache, and say which instructions make other content each time: such an
	// image has another digest on each engine.
	// +optional
	twice bool,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	services, err := s.built(ctx, "")
	if err != nil {
		return "", err
	}
	repo := s.repository()
	images, err := release.BuildAll(ctx, repo.Box, services)
	if err != nil {
		return "", err
	}
	text := s.asRelease(&release.Release{Images: images}).Summary()
	if !twice {
		return text, nil
	}
	varying, err := release.Varying(ctx, repo.Box, services, images)
	if err != nil {
		return "", err
	}
	if len(varying) == 0 {
		return text + "\nA second build gives the same digests.\n", nil
	}
	return text + "\n" + strings.Join(varying, "\n") + "\nPush such an image from the engine that planned it.\n", nil
}

// Image builds one service's image: image --service catalog container is a container to try, to export or to publish.
func (s *Slipway) Image(
	ctx context.Context,
	// Name of the service, a folder of services/.
	service string,
) (_ *Image, err error) {
	defer engineerror.Tidy(&err)
	images, err := s.artefacts(ctx, service)
	if err != nil {
		return nil, err
	}
	return (*Image)(images[0]), nil
}

// artefacts builds all services, or the named one.
func (s *Slipway) artefacts(ctx context.Context, service string) ([]*artefact.Image, error) {
	services, err := s.built(ctx, service)
	if err != nil {
		return nil, err
	}
	return release.BuildAll(ctx, s.repository().Box, services)
}

// built are all services, or the named one, as they are built: for the processor of the environment. Settings are not needed for that.
func (s *Slipway) built(ctx context.Context, service string) ([]*repository.Service, error) {
	repo := s.repository()
	services, err := repo.Select(ctx, service)
	if err != nil {
		return nil, err
	}
	settings, err := repo.Settings(ctx, s.Env)
	if unknown := (*environment.UnknownError)(nil); err != nil && !errors.As(err, &unknown) {
		return nil, err
	}
	for _, service := range services {
		service.Arch = settings.Arch
	}
	return services, nil
}

// Services lists the services of the repository: the folders of services/ with a Go main package or a Dockerfile.
//
// A folder with neither is refused, as is a name that ECS or ECR would refuse. Code that services share goes into
// services/internal.
func (s *Slipway) Services(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	services, err := s.repository().Services(ctx)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "PATH", "BUILT FROM"}}
	// What it runs as, the settings say. Before there are any, or while they are wrong, the services can be listed all the same.
	settings, unread := s.repository().Settings(ctx, s.Env)
	if unread == nil {
		rows[0] = append(rows[0], "IN "+strings.ToUpper(s.Env))
	}
	for _, service := range services {
		row := []string{service.Name, service.Path, string(service.Kind)}
		if unread == nil {
			row = append(row, cmp.Or(string(settings.Shapes[service.Name]), "-"))
		}
		rows = append(rows, row)
	}
	return table(rows), nil
}
