// Package image takes the clock out of an image and pushes it.
//
// The engine writes the time of a build into the image's configuration, even into one that it imports (v0.21.8), so what
// it publishes itself has another digest on every machine. Here the same files and settings are the same digest.
package image

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Created is the time that stands in every image instead of that of its build.
var Created = time.Unix(1, 0).UTC()

// Load reads the one image of an OCI layout, a folder with index.json and blobs, and takes the clock out of it. With arch, the image
// is one for that processor, whatever it says.
func Load(dir, arch string) (v1.Image, error) {
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return nil, fmt.Errorf("read the image's layout: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("read the image's index: %w", err)
	}
	if len(manifest.Manifests) != 1 {
		return nil, fmt.Errorf("the layout holds %d images and one is expected", len(manifest.Manifests))
	}
	image, err := index.Image(manifest.Manifests[0].Digest)
	if err != nil {
		return nil, fmt.Errorf("read the image: %w", err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("read the image's configuration: %w", err)
	}
	config = config.DeepCopy()
	config.Created = v1.Time{Time: Created}
	if arch != "" {
		config.Architecture = arch
	}
	for i := range config.History {
		config.History[i].Created = v1.Time{Time: Created}
	}
	return mutate.ConfigFile(image, config)
}

// Settings are the files of an OCI layout that Load changed, by path: the rest of it, the layers, is the same.
func Settings(image v1.Image) (map[string][]byte, error) {
	config, err := image.RawConfigFile()
	if err != nil {
		return nil, fmt.Errorf("read the image's configuration: %w", err)
	}
	manifest, err := image.RawManifest()
	if err != nil {
		return nil, fmt.Errorf("read the image's manifest: %w", err)
	}
	descriptor, err := partial.Descriptor(image)
	if err != nil {
		return nil, fmt.Errorf("describe the image: %w", err)
	}
	name, err := image.ConfigName()
	if err != nil {
		return nil, fmt.Errorf("name the image's configuration: %w", err)
	}
	index, err := json.Marshal(v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{*descriptor}})
	return map[string][]byte{
		"index.json":                            index,
		"blobs/sha256/" + descriptor.Digest.Hex: manifest,
		"blobs/sha256/" + name.Hex:              config,
	}, err
}

// Size is what the layers take in a registry, in bytes: as they were made, compressed or not.
func Size(image v1.Image) (int64, error) {
	layers, err := image.Layers()
	if err != nil {
		return 0, fmt.Errorf("read the image's layers: %w", err)
	}
	var total int64
	for _, layer := range layers {
		size, err := layer.Size()
		if err != nil {
			return 0, fmt.Errorf("read the image's layers: %w", err)
		}
		total += size
	}
	return total, nil
}

// Registry is where Push sends to, and how.
type Registry struct {
	Address  string // host name, or host:port
	Plain    bool   // HTTP, as the emulator speaks
	Username string
	Password string
}

// Tag gives an image that the repository has one more tag.
func Tag(ctx context.Context, at Registry, repository, digest, tag string) error {
	image, err := at.digest(repository, digest)
	if err != nil {
		return err
	}
	found, err := remote.Get(image, at.options(ctx)...)
	if err != nil {
		return fmt.Errorf("read %s: %w", image, err)
	}
	if err := remote.Tag(image.Context().Tag(tag), found, at.options(ctx)...); err != nil {
		return fmt.Errorf("tag %s as %s: %w", image, tag, err)
	}
	return nil
}

// Push sends what the repository lacks of the image, and names it by the tag. The registry must end up with the digest
// that the image has here.
func Push(ctx context.Context, to Registry, repository, tag string, image v1.Image) error {
	ref, err := name.NewTag(to.Address+"/"+repository+":"+tag, to.names()...)
	if err != nil {
		return fmt.Errorf("name the image: %w", err)
	}
	if err := remote.Write(ref, image, to.options(ctx)...); err != nil {
		return fmt.Errorf("push to %s was refused: %w", ref, err)
	}
	head, err := remote.Head(ref, to.options(ctx)...)
	if err != nil {
		return fmt.Errorf("look for %s after its push: %w", ref, err)
	}
	want, err := image.Digest()
	if err != nil {
		return err
	}
	if head.Digest != want {
		return errors.New("the registry has " + ref.String() + " as " + head.Digest.String() + ", and " + want.String() + " was pushed: is somebody else pushing? Run push again")
	}
	return nil
}
