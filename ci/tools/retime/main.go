// Command retime sets one time in the layers that a build added to an image, so that the same files are the same digest whenever and
// wherever they were built. The layers of its base stay as they are: a registry has them, and so have the hosts that ran it.
//
//	retime LAYOUT [BASE.tar]
//
// LAYOUT is an OCI layout with the one image, which is written anew. BASE.tar is the image that it was built from, as the engine
// exports it; without one all layers are its own.
package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

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
	inherited := 0
	if len(args) == 2 {
		if inherited, err = shared(image, args[1]); err != nil {
			return err
		}
	}
	retimed, err := retime(image, inherited)
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

// shared is how many layers, from the lowest on, an image has of its base.
func shared(image v1.Image, base string) (int, error) {
	from, err := tarball.ImageFromPath(base, nil)
	if err != nil {
		return 0, fmt.Errorf("read the base: %w", err)
	}
	own, err := image.ConfigFile()
	if err != nil {
		return 0, err
	}
	its, err := from.ConfigFile()
	if err != nil {
		return 0, fmt.Errorf("read the base: %w", err)
	}
	n := 0
	for n < len(its.RootFS.DiffIDs) && n < len(own.RootFS.DiffIDs) && its.RootFS.DiffIDs[n] == own.RootFS.DiffIDs[n] {
		n++
	}
	return n, nil
}

// retime is the image with the layers above the inherited ones rewritten, and all else of it.
func retime(image v1.Image, inherited int) (v1.Image, error) {
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
	for i, layer := range layers {
		media, err := layer.MediaType()
		if err != nil {
			return nil, err
		}
		if i >= inherited {
			if layer, err = rewrite(layer); err != nil {
				return nil, fmt.Errorf("layer %d: %w", i+1, err)
			}
			media = types.OCILayer
		}
		if retimed, err = mutate.Append(retimed, mutate.Addendum{Layer: layer, MediaType: media}); err != nil {
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

// rewrite is a layer whose entries have one time. What they are and in which order is as before.
func rewrite(layer v1.Layer) (v1.Layer, error) {
	from, err := layer.Uncompressed()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	file, err := os.CreateTemp("", "layer")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	compressed := gzip.NewWriter(file)
	to := tar.NewWriter(compressed)
	for entries := tar.NewReader(from); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		header.ModTime, header.AccessTime, header.ChangeTime = time.Unix(1, 0), time.Time{}, time.Time{}
		header.Format = tar.FormatUnknown // the writer takes the one that the header needs
		for _, key := range []string{"mtime", "atime", "ctime"} {
			delete(header.PAXRecords, key)
		}
		if err := to.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, entries); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(to.Close(), compressed.Close()); err != nil {
		return nil, err
	}
	return tarball.LayerFromFile(file.Name()) // it is read until the layout is written, and the container goes then
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
