package image

import (
	"archive/tar"
	"bytes"
	"io"
	"slices"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// layered is an image with a layer for each list of files, which are name and content in turn.
func layered(t *testing.T, layers ...[]string) v1.Image {
	t.Helper()
	image := empty.Image
	for _, files := range layers {
		var text bytes.Buffer
		to := tar.NewWriter(&text)
		for i := 0; i < len(files); i += 2 {
			if err := to.WriteHeader(&tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1]))}); err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write([]byte(files[i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil })
		if err != nil {
			t.Fatal(err)
		}
		if image, err = mutate.AppendLayers(image, layer); err != nil {
			t.Fatal(err)
		}
	}
	return image
}

func TestDiffer(t *testing.T) {
	first := layered(t, []string{"a", "1"}, []string{"b", "1", "c", "1"}, []string{"d", "1"})
	if found, err := Differ(first, layered(t, []string{"a", "1"}, []string{"b", "1", "c", "1"}, []string{"d", "1"})); err != nil || len(found) != 0 {
		t.Errorf("the same: %v, %v", found, err)
	}
	found, err := Differ(first, layered(t, []string{"a", "1"}, []string{"b", "2", "e", "1"}, []string{"d", "1"}))
	if err != nil || len(found) != 1 || found[0].Layer != 1 || !slices.Equal(found[0].Files, []string{"b", "c", "e"}) {
		t.Errorf("another layer in the middle: %v, %v", found, err)
	}
	if _, err := Differ(first, layered(t, []string{"a", "1"})); err == nil {
		t.Error("images of different layers are compared")
	}
}
