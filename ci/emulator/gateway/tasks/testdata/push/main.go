// Command push makes an image of one static program and pushes it: push NAME PROGRAM [TEST...], where TEST becomes its HEALTHCHECK, as CMD /probe or NONE.
// It prints the digest.
package main

import (
	"archive/tar"
	"bytes"
	"io"
	"log"
	"os"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func main() {
	program, err := os.ReadFile(os.Args[2])
	try(err)
	var packed bytes.Buffer
	writer := tar.NewWriter(&packed)
	for _, file := range []struct {
		name string
		mode int64
		text []byte
	}{{"story", 0o755, program}, {"secret", 0o600, []byte("for root alone")}} {
		try(writer.WriteHeader(&tar.Header{Name: file.name, Mode: file.mode, Size: int64(len(file.text))}))
		_, err = writer.Write(file.text)
		try(err)
	}
	try(writer.Close())
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(packed.Bytes())), nil })
	try(err)
	image, err := mutate.AppendLayers(empty.Image, layer)
	try(err)
	config := v1.Config{Entrypoint: []string{"/story"}}
	if len(os.Args) > 3 {
		config.Healthcheck = &v1.HealthConfig{Test: os.Args[3:], Interval: 1e9}
	}
	image, err = mutate.ConfigFile(image, &v1.ConfigFile{Architecture: "amd64", OS: "linux", Config: config, RootFS: rootFS(image)})
	try(err)
	reference, err := name.ParseReference(os.Args[1], name.Insecure)
	try(err)
	try(remote.Write(reference, image, remote.WithAuth(authn.Anonymous)))
	digest, err := image.Digest()
	try(err)
	os.Stdout.WriteString(digest.String()) //nolint:errcheck // a program for tests
}

func rootFS(image v1.Image) v1.RootFS {
	config, err := image.ConfigFile()
	try(err)
	return config.RootFS
}

func try(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
