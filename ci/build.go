package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
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
	// Bytes of its layers, compressed.
	Size int

	// The container, to try or to export.
	Container *dagger.Container
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
	images := make([]*Image, len(services))
	failures := make([]error, len(services))
	group := errgroup.Group{}
	for i, service := range services {
		group.Go(func() error {
			images[i], failures[i] = s.buildOne(ctx, service)
			return nil
		})
	}
	_ = group.Wait()
	return images, errors.Join(failures...)
}

func (s *Slipway) buildOne(ctx context.Context, service *workload) (*Image, error) {
	hash, err := s.contentHash(ctx, service.inputs)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	image := &Image{Service: service.Name, Revision: hash[:12]}
	if service.Kind == discover.Dockerfile {
		image.Container = service.inputs.DockerBuild()
	} else if image.Container, err = s.buildGo(ctx, service, image.Revision); err != nil {
		return nil, err
	}
	image.Container = image.Container.
		WithLabel("org.opencontainers.image.title", service.Name).
		WithLabel("org.opencontainers.image.version", image.Revision)
	return image, s.measure(ctx, image)
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
		WithExec([]string{"go", "build", "-ldflags", flags, "-o", "/out/service", "./" + service.Path}, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
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

// measure finds the image's digest and size before it is pushed, in the archive that the engine makes of it.
func (s *Slipway) measure(ctx context.Context, image *Image) error {
	const script = `mkdir /tmp/image && tar -xf /image.tar -C /tmp/image index.json && cat /tmp/image/index.json &&
digest=$(sed -nE 's/.*"digest":"sha256:([0-9a-f]+)".*/\1/p' /tmp/image/index.json) && tar -xOf /image.tar "blobs/sha256/$digest"`
	out, err := s.base(golangImage).
		WithMountedFile("/image.tar", image.Container.AsTarball()).
		WithExec([]string{"sh", "-euc", script}).
		Stdout(ctx)
	if err != nil {
		return fmt.Errorf("service %s: read its image: %w", image.Service, err)
	}
	decoder := json.NewDecoder(strings.NewReader(out))
	var index struct{ Manifests []struct{ Digest string } }
	var manifest struct{ Layers []struct{ Size int } }
	if err := errors.Join(decoder.Decode(&index), decoder.Decode(&manifest)); err != nil {
		return fmt.Errorf("service %s: read its manifest: %w", image.Service, err)
	}
	if len(index.Manifests) != 1 {
		return fmt.Errorf("service %s: its archive holds %d images and one is expected", image.Service, len(index.Manifests))
	}
	image.Digest = index.Manifests[0].Digest
	for _, layer := range manifest.Layers {
		image.Size += layer.Size
	}
	return nil
}
