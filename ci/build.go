package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/image"
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

	loaded v1.Image
	layout *dagger.Directory // as an OCI layout, which has the digest above
	source string            // hash of what it was built from, in full
	from   *workload
}

// Build makes the image of each service, side by side, and prints a table of their digests.
//
// A Go service becomes one static program in an image without a shell, run as user 65532, with CA certificates, time
// zones and OCI labels. The same source gives the same digest on any machine.
func (s *Slipway) Build(ctx context.Context) (string, error) {
	services, err := s.services(ctx)
	if err != nil {
		return "", err
	}
	images, err := s.build(ctx, services)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "REVISION", "DIGEST", "SIZE"}}
	for _, image := range images {
		rows = append(rows, []string{image.Service, image.Revision, image.Digest, megabytes(image.Size)})
	}
	return table(rows), nil
}

// Image builds one service's image: `image --service catalog container` is a container to try, to export or to publish.
func (s *Slipway) Image(
	ctx context.Context,
	// Name of the service, a folder of services/.
	service string,
) (*Image, error) {
	services, err := s.selectServices(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.buildOne(ctx, services[0])
}

func (s *Slipway) build(ctx context.Context, services []*workload) ([]*Image, error) {
	images, failures := beside(services, allAtOnce, func(service *workload) (*Image, error) { return s.buildOne(ctx, service) })
	return images, errors.Join(failures...)
}

func (s *Slipway) buildOne(ctx context.Context, service *workload) (*Image, error) {
	hash, err := s.contentHash(ctx, service.inputs)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	built := &Image{Service: service.Name, Revision: hash[:12], source: hash, from: service}
	if service.Kind == discover.Dockerfile {
		built.Container = service.inputs.DockerBuild()
	} else if built.Container, err = s.buildGo(ctx, service, built.Revision); err != nil {
		return nil, err
	}
	built.Container = built.Container.
		WithLabel("org.opencontainers.image.title", service.Name).
		WithLabel("org.opencontainers.image.version", built.Revision)
	return built, s.measure(ctx, built)
}

// layout puts the image's files into one folder, with fixed times: a clock has no part in a digest. Certificates are
// Debian's, and not the bundle: a host may have added its own there.
const layout = `mkdir -p /image/etc/ssl/certs /image/usr/share
cp /out/service /image/service
cp /usr/local/go/lib/time/zoneinfo.zip /image/usr/share/zoneinfo.zip
LC_ALL=C; cat /usr/share/ca-certificates/mozilla/*.crt > /image/etc/ssl/certs/ca-certificates.crt
echo service:x:65532:65532::/:/sbin/nologin > /image/etc/passwd
chmod -R u=rwX,go=rX /image
find /image -exec touch -h -d @1 {} +`

func (s *Slipway) buildGo(ctx context.Context, service *workload, revision string) (*dagger.Container, error) {
	flags := "-s -w -buildid= -X slipway/services/internal/buildinfo.Revision=" + revision
	compile := s.golang().
		WithMountedDirectory("/src", service.inputs).
		WithWorkdir("/src").
		WithExec(inTurn(programs, "go", "build", "-ldflags", flags, "-o", "/out/service", "./"+service.Path), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, compile, "service "+service.Name+" does not compile"); err != nil {
		return nil, err
	}
	files := s.base(golangImage).
		WithMountedFile("/out/service", compile.File("/out/service")).
		WithExec([]string{"sh", "-euc", layout}).
		Directory("/image")
	return dag.Container().
		WithDirectory("/", files).
		WithUser("65532:65532").
		WithEnvVariable("ZONEINFO", "/usr/share/zoneinfo.zip").
		WithEntrypoint([]string{"/service"}), nil
}

// load reads the image out of the engine, without the time of its build. The archive is unpacked by an exec, and not
// here, so that an unchanged image is read from the cache.
func (s *Slipway) load(ctx context.Context, service string, ctr *dagger.Container) (v1.Image, *dagger.Directory, error) {
	dir := s.base(golangImage).
		WithMountedFile("/image.tar", ctr.AsTarball()).
		WithExec([]string{"sh", "-euc", "mkdir /image && tar -xf /image.tar -C /image"}).
		Directory("/image")
	to, err := os.MkdirTemp("", service)
	if err != nil {
		return nil, nil, err
	}
	if _, err := dir.Export(ctx, to); err != nil {
		return nil, nil, fmt.Errorf("service %s: read its image: %w", service, err)
	}
	loaded, err := image.Load(to)
	if err != nil {
		return nil, nil, fmt.Errorf("service %s: %w", service, err)
	}
	settings, err := image.Settings(loaded)
	if err != nil {
		return nil, nil, fmt.Errorf("service %s: %w", service, err)
	}
	dir = dir.WithoutFile("manifest.json") // Docker's own description, which is of the image with the clock in it
	for _, path := range slices.Sorted(maps.Keys(settings)) {
		dir = dir.WithNewFile(path, string(settings[path]))
	}
	return loaded, dir, nil
}

// measure finds the image's digest and size before it is pushed.
func (s *Slipway) measure(ctx context.Context, built *Image) error {
	loaded, files, err := s.load(ctx, built.Service, built.Container)
	if err != nil {
		return err
	}
	digest, err := loaded.Digest()
	if err != nil {
		return fmt.Errorf("service %s: %w", built.Service, err)
	}
	size, err := image.Size(loaded)
	if err != nil {
		return fmt.Errorf("service %s: %w", built.Service, err)
	}
	built.Digest, built.Size, built.loaded = digest.String(), int(size), loaded
	built.layout = files
	return nil
}
