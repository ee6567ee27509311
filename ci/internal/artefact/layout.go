package artefact

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// measure reads the image out of the engine, without the time of its build, and finds its layout, digest and size. The archive
// is unpacked by an exec, and not here, so that an unchanged image is read from the cache. The layers of one that was built from a
// Dockerfile are packed anew: an engine that was started again gives other bytes for the files of its base (v0.21.8), and the layers
// that the build added have the time of it. nil is an image whose layers are as they are to be.
func (i *Image) measure(ctx context.Context, box toolbox.Box, from *based) error {
	unpack := box.Base(toolbox.Golang).
		WithMountedFile("/image.tar", i.Container.AsTarball()).
		WithExec([]string{"sh", "-euc", "mkdir /image && tar -xf /image.tar -C /image"})
	arch := ""
	if from != nil {
		arch = from.arch
		command := []string{"retime", "/image"}
		unpack = unpack.WithMountedFile("/usr/local/bin/retime", box.GoTool("retime", "./retime"))
		if from.on != nil {
			unpack = unpack.WithMountedFile("/base.tar", from.on.AsTarball())
			command = append(command, "/base.tar")
		}
		unpack = unpack.WithExec(command)
	}
	i.Layout = unpack.Directory("/image")
	loaded, done, err := i.load(ctx, arch)
	if err != nil {
		return err
	}
	defer done()
	i.Layout = i.Layout.WithoutFile("manifest.json") // Docker's own description, which is of the image with the clock in it
	return i.describe(loaded)
}

// describe keeps what a layout says of its layers, and finds the image's digest and size.
func (i *Image) describe(loaded v1.Image) error {
	settings, err := image.Settings(loaded)
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(settings)) {
		i.Layout = i.Layout.WithNewFile(path, string(settings[path]))
	}
	digest, err := loaded.Digest()
	if err != nil {
		return err
	}
	config, err := loaded.ConfigFile()
	if err != nil {
		return err
	}
	i.Arch = config.Architecture
	size, err := image.Size(loaded)
	i.Digest, i.Size = digest.String(), int(size)
	return err
}

// load has the image on this function's disk, where it is read from until done is called.
func (i *Image) load(ctx context.Context, arch string) (loaded v1.Image, done func(), err error) {
	to, err := os.MkdirTemp("", i.Service)
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = os.RemoveAll(to) }
	if _, err = i.Layout.Export(ctx, to); err != nil {
		done()
		return nil, nil, fmt.Errorf("read its image: %w", err)
	}
	if loaded, err = image.Load(to, arch); err != nil {
		done()
	}
	return loaded, done, err
}

// Pull is a service's image as the target's registry has it.
func Pull(ctx context.Context, box toolbox.Box, t *cloud.Target, from *cloud.Registry, service *repository.Service, reference string) (*Image, error) {
	i := &Image{Service: service.Name, Path: service.Path, Kind: string(service.Kind), Inputs: service.Inputs, Container: t.Pull(from, reference)}
	if err := i.measure(ctx, box, nil); err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	_, i.Digest, _ = strings.Cut(reference, "@") // the engine's own copy has another
	return i, nil
}
