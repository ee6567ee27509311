package image

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Difference is a layer that two builds of an image do not have in common.
type Difference struct {
	// Layer counts from the highest one, which is 0.
	Layer int
	// Files are those that one of them has and the other has not, or with other content, sorted.
	Files []string
}

// Differ compares two builds of one image, layer by layer. Images with different numbers of layers are an error.
func Differ(a, b v1.Image) ([]Difference, error) {
	first, err := a.Layers()
	if err != nil {
		return nil, err
	}
	second, err := b.Layers()
	if err != nil {
		return nil, err
	}
	if len(first) != len(second) {
		return nil, fmt.Errorf("one build has %d layers and another %d", len(first), len(second))
	}
	var found []Difference
	for i := range first {
		one, err := first[i].DiffID()
		if err != nil {
			return nil, err
		}
		other, err := second[i].DiffID()
		if err != nil {
			return nil, err
		}
		if one == other {
			continue
		}
		files, err := differing(first[i], second[i])
		if err != nil {
			return nil, err
		}
		found = append(found, Difference{Layer: len(first) - 1 - i, Files: files})
	}
	return found, nil
}

func differing(a, b v1.Layer) ([]string, error) {
	first, err := contents(a)
	if err != nil {
		return nil, err
	}
	second, err := contents(b)
	if err != nil {
		return nil, err
	}
	other := map[string]bool{}
	for name, sum := range first {
		if second[name] != sum {
			other[name] = true
		}
	}
	for name := range second {
		if _, is := first[name]; !is {
			other[name] = true
		}
	}
	return slices.Sorted(maps.Keys(other)), nil
}

// contents names each entry of a layer, and what it is.
func contents(layer v1.Layer) (map[string][sha256.Size]byte, error) {
	text, err := layer.Uncompressed()
	if err != nil {
		return nil, err
	}
	defer text.Close()
	found := map[string][sha256.Size]byte{}
	for entries := tar.NewReader(text); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.New()
		fmt.Fprintln(sum, header.Typeflag, header.Linkname, header.Mode, header.Uid, header.Gid)
		if _, err := io.Copy(sum, entries); err != nil {
			return nil, err
		}
		found[header.Name] = [sha256.Size]byte(sum.Sum(nil))
	}
}
