// Command retime packs the layers of an image anew, so that the same files are the same digest whenever and wherever they were built
// and packed. The layers that a build added get one time. Those of its base keep the times of their files: Python compares them with
// what it compiled.
//
//	retime LAYOUT [BASE.tar]
//
// LAYOUT is an OCI layout with the one image, which is written anew. BASE.tar is the image that it was built from, as the engine
// exports it; without one all layers are its own.
package main

import (
	"errors"
	"fmt"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "retime:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 && len(args) != 2 {
		return errors.New("a layout and at most one base are wanted")
	}
	image, err := only(args[0])
	if err != nil {
		return err
	}
	based := 0
	if len(args) == 2 {
		if based, err = inherited(image, args[1]); err != nil {
			return err
		}
	}
	retimed, err := retime(image, based)
	if err != nil {
		return err
	}
	return replace(args[0], retimed)
}

// only is the one image of a layout.
func only(dir string) (v1.Image, error) {
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return nil, err
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, err
	}
	if len(manifest.Manifests) != 1 {
		return nil, fmt.Errorf("the layout has %d images and one is expected", len(manifest.Manifests))
	}
	return index.Image(manifest.Manifests[0].Digest)
}

// inherited is how many layers, from the lowest on, an image has of its base. It is their number that is compared, and not their
// digests: an engine that was started anew packs the files of an image that it pulled before once more, into other bytes.
func inherited(image v1.Image, base string) (int, error) {
	from, err := tarball.ImageFromPath(base, nil)
	if err != nil {
		return 0, fmt.Errorf("read the base: %w", err)
	}
	its, err := from.Layers()
	if err != nil {
		return 0, fmt.Errorf("read the base: %w", err)
	}
	own, err := image.Layers()
	if err != nil {
		return 0, err
	}
	if len(own) < len(its) {
		return 0, fmt.Errorf("the image has %d layers, and its base has %d", len(own), len(its))
	}
	return len(its), nil
}

// retime is the image with its layers packed anew, of which the lowest are its base's, and all else of it.
func retime(image v1.Image, based int) (v1.Image, error) {
	layers, err := image.Layers()
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	history := config.History
	config.RootFS.DiffIDs, config.History = nil, nil
	retimed, err := mutate.ConfigFile(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON), config)
	if err != nil {
		return nil, err
	}
	files, err := newFiles()
	if err != nil {
		return nil, err
	}
	defer files.close()
	for i, layer := range layers {
		if layer, err = files.pack(layer, i < based); err != nil {
			return nil, fmt.Errorf("layer %d: %w", i+1, err)
		}
		if retimed, err = mutate.Append(retimed, mutate.Addendum{Layer: layer, MediaType: types.OCILayer}); err != nil {
			return nil, err
		}
	}
	// Append writes a line of history for each layer, which is not what the build wrote.
	after, err := retimed.ConfigFile()
	if err != nil {
		return nil, err
	}
	after = after.DeepCopy()
	after.History = history
	return mutate.ConfigFile(retimed, after)
}

// replace writes a layout with that image alone.
func replace(dir string, image v1.Image) error {
	beside := dir + ".retimed"
	path, err := layout.Write(beside, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendImage(image); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(beside, dir)
}
