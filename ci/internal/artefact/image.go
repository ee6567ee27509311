// Package artefact makes a service's image: built, known by its digest before anything is sent, pushed, and with what is said
// of it beside it in its repository.
package artefact

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/dockerfile"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Image is a service's image. Its fields are those of the module's type Image, which it converts to.
type Image struct {
	Service   string
	Revision  string
	Digest    string
	Size      int
	Container *dagger.Container
	// Layout is the image as an OCI layout, which has the digest above.
	Layout *dagger.Directory
	// Arch is the processor that it is for: amd64 or arm64.
	Arch string
	// Source names what it was built from.
	Source string
	Path   string
	Kind   string
	Inputs *dagger.Directory
}

// Build builds a service's image and finds its digest.
func Build(ctx context.Context, box toolbox.Box, service *repository.Service) (*Image, error) {
	identity, err := service.Identity()
	if err != nil {
		return nil, err
	}
	source, err := box.Hash(ctx, identity)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	built := &Image{
		Service: service.Name, Revision: source[:12], Source: source,
		Path: service.Path, Kind: string(service.Kind), Inputs: service.Inputs,
	}
	var from *based // of a Go service, whose files have one time already
	if service.Kind == discover.Dockerfile {
		var file *dockerfile.File
		if file, err = Dockerfile(ctx, service, service.Arch); err != nil {
			return nil, err
		}
		from = base(service, file)
		built.Container, err = DockerBuild(ctx, service, file, "", service.Arch)
	} else {
		built.Container, err = compile(ctx, box, service, built.Revision)
	}
	if err != nil {
		return nil, err
	}
	built.Container = built.Container.
		WithLabel("org.opencontainers.image.title", service.Name).
		WithLabel("org.opencontainers.image.version", built.Revision)
	if err := built.measure(ctx, box, from); err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	if service.Arch != "" && built.Arch != service.Arch {
		return nil, fmt.Errorf("service %s: its image is for %s, and the instances of cluster.instance_types are %s: build it for them, "+
			"or choose others. A FROM --platform in its Dockerfile may be the cause", service.Name, built.Arch, service.Arch)
	}
	return built, nil
}

func platform(arch string) dagger.Platform { return dagger.Platform("linux/" + arch) }

// files puts the image's files into one folder, with fixed times: a clock has no part in a digest. Certificates are
// Debian's, and not the bundle: a host may have added its own there.
const files = `mkdir -p /image/etc/ssl/certs /image/usr/share
cp /out/service /image/service
cp /usr/local/go/lib/time/zoneinfo.zip /image/usr/share/zoneinfo.zip
LC_ALL=C; cat /usr/share/ca-certificates/mozilla/*.crt > /image/etc/ssl/certs/ca-certificates.crt
echo service:x:65532:65532::/:/sbin/nologin > /image/etc/passwd
chmod -R u=rwX,go=rX /image
find /image -exec touch -h -d @1 {} +`

// compile makes the image of a Go service: one static program, without a shell.
func compile(ctx context.Context, box toolbox.Box, service *repository.Service, revision string) (*dagger.Container, error) {
	flags := "-s -w -buildid= -X slipway/services/internal/buildinfo.Revision=" + revision
	golang, empty := box.Go(toolbox.Releases), dag.Container()
	if service.Arch != "" {
		golang, empty = golang.WithEnvVariable("GOARCH", service.Arch), dag.Container(dagger.ContainerOpts{Platform: platform(service.Arch)})
	}
	compiled, err := toolbox.Fetch(ctx, golang.WithMountedDirectory("/src", service.Inputs).WithWorkdir("/src/"+service.Path),
		"service "+service.Name+" does not compile",
		toolbox.OneAtATime(toolbox.Programs, "go", "build", "-tags", strings.Join(service.Settings.Tags, ","), "-ldflags", flags, "-o", "/out/service", ".")...)
	if err != nil {
		return nil, err
	}
	root := box.Base(toolbox.Golang).
		WithMountedFile("/out/service", compiled.File("/out/service")).
		WithExec([]string{"sh", "-euc", files}).
		Directory("/image")
	return empty.
		WithDirectory("/", root).
		WithUser("65532:65532").
		WithEnvVariable("ZONEINFO", "/usr/share/zoneinfo.zip").
		WithEntrypoint([]string{"/service"}), nil
}
