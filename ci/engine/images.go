package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// sdkRef names the Go SDK's image in the layout. The engine finds it by digest, in
// the same folder of blobs that the mirror serves.
const sdkRef = "dagger/go-sdk"

// The names under which the mirror serves the base images. Their versions are those of ../versions.yaml, and Go and Terraform
// come from this host: preflight compares.
const (
	debianRef    = "library/debian:bookworm-slim"
	golangRef    = "library/golang:1.26-bookworm"
	pythonRef    = "library/python:3.11-slim-bookworm"
	terraformRef = "hashicorp/terraform:1.11.4"
)

// minor is 1.26 of golang:1.26-bookworm.
func minor(ref string) string {
	_, tag, _ := strings.Cut(ref, ":")
	version, _, _ := strings.Cut(tag, "-")
	return version
}

const refAnnotation = "org.opencontainers.image.ref.name"

const shellPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

var goEnvironment = []string{
	"PATH=/go/bin:/usr/local/go/bin:" + strings.TrimPrefix(shellPath, "PATH="),
	"GOPATH=/go", "GOTOOLCHAIN=local",
}

// An imageRecipe is a base image that stands in for the one of that name on a
// public registry: the Debian root, then layers, then the settings.
type imageRecipe struct {
	ref     string // as the mirror serves it
	root    *artefact
	layers  []string // files in the artefact's folder
	env     []string
	entry   []string
	command []string // a shell where none is named
	workdir string
}

// imagesArtefact makes one OCI layout of all the base images.
func imagesArtefact(s *Settings, roots map[string]*artefact, dagger, warm *artefact) (*artefact, error) {
	recipe, err := hashTree(filepath.Join(s.Source, "images.go"), filepath.Join(s.Source, "layer.go"))
	if err != nil {
		return nil, err
	}
	certificates, err := extraCertificates(s)
	if err != nil {
		return nil, err
	}
	terraform := ""
	if info, err := os.Stat(s.Terraform); err == nil { // preflight says when it is missing
		terraform = fmt.Sprint(s.Terraform, info.Size(), info.ModTime().Unix())
	}
	slim, build := roots["root-slim"], roots["root-build"]
	return &artefact{
		name:  "images",
		key:   []string{s.GoVersion, terraform, s.Providers, string(certificates), recipe},
		needs: []*artefact{slim, build, roots["root-python"], dagger, warm},
		build: func(_ context.Context, dir string) error {
			if err := writeLayers(s, dir, slim.dir(s), dagger.dir(s), warm.dir(s), certificates); err != nil {
				return err
			}
			return buildImages(s, dir, []imageRecipe{
				{ref: debianRef, root: slim, layers: []string{"certificates.tar"}},
				{ref: golangRef, root: build, layers: []string{"certificates.tar", "go.tar"}, env: goEnvironment, workdir: "/go"},
				{ref: pythonRef, root: roots["root-python"], layers: []string{"certificates.tar"}, env: []string{shellPath, "LANG=C.UTF-8"}, command: []string{"python3"}},
				{ref: terraformRef, root: slim, layers: []string{"certificates.tar", "terraform.tar"}, entry: []string{"/bin/terraform"}},
				{ref: sdkRef, root: build, layers: []string{"certificates.tar", "go.tar", "sdk.tar"}, env: append(goEnvironment, "CGO_ENABLED=0"), workdir: "/go"},
			})
		},
	}, nil
}

func writeLayers(s *Settings, dir, slim, dagger, warm string, certificates []byte) error {
	const bundle = "/etc/ssl/certs/ca-certificates.crt"
	debian, err := os.ReadFile(filepath.Join(slim, "rootfs", bundle))
	if err != nil {
		return err
	}
	// With the host's certificates in the image, the engine need not run
	// update-ca-certificates around every exec, which takes it a second or two.
	if err := writeLayer(filepath.Join(dir, "certificates.tar"), entry{data: append(debian, certificates...), to: bundle, mode: 0o644}); err != nil {
		return err
	}
	if err := writeLayer(filepath.Join(dir, "go.tar"),
		entry{from: s.GoRoot, to: "/usr/local/go", skip: func(rel string) bool { return rel == "test" || rel == "api" || rel == "doc" }},
		entry{data: []byte{}, to: "/go/bin/.keep", mode: 0o644}); err != nil {
		return err
	}
	if err := writeLayer(filepath.Join(dir, "sdk.tar"),
		entry{from: filepath.Join(dagger, "bin", "codegen"), to: "/usr/local/bin/codegen", mode: 0o755},
		entry{from: filepath.Join(warm, "mod"), to: "/go/pkg/mod"},
		entry{from: filepath.Join(warm, "build"), to: "/root/.cache/go-build"}); err != nil {
		return err
	}
	// Terraform looks for providers in this folder before it asks a registry.
	return writeLayer(filepath.Join(dir, "terraform.tar"),
		entry{from: s.Terraform, to: "/usr/bin/terraform", mode: 0o755},
		entry{from: filepath.Join(s.Providers, providerSource), to: "/usr/local/share/terraform/plugins/" + providerSource})
}

func buildImages(s *Settings, dir string, recipes []imageRecipe) error {
	path, err := layout.Write(filepath.Join(dir, "layout"), empty.Index)
	if err != nil {
		return err
	}
	for _, r := range recipes {
		img, err := r.image(s, dir)
		if err != nil {
			return fmt.Errorf("image %s: %w", r.ref, err)
		}
		if err := path.AppendImage(img, layout.WithAnnotations(map[string]string{refAnnotation: r.ref})); err != nil {
			return fmt.Errorf("image %s: %w", r.ref, err)
		}
	}
	tars, err := filepath.Glob(filepath.Join(dir, "*.tar"))
	if err != nil {
		return err
	}
	for _, t := range tars { // the layout has them as blobs
		if err := os.Remove(t); err != nil {
			return err
		}
	}
	return nil
}

func (r imageRecipe) image(s *Settings, dir string) (v1.Image, error) {
	files := []string{filepath.Join(r.root.dir(s), "rootfs.tar")}
	for _, l := range r.layers {
		files = append(files, filepath.Join(dir, l))
	}
	configured := v1.Config{Env: r.env, Entrypoint: r.entry, WorkingDir: r.workdir, Cmd: r.command}
	if len(r.env) == 0 {
		configured.Env = []string{shellPath}
	}
	if len(r.command) == 0 {
		configured.Cmd = []string{"/bin/bash"}
	}
	return imageOf(files, configured)
}

// imageOf has a layer for each tar file, in their order.
func imageOf(tars []string, configured v1.Config) (v1.Image, error) {
	img := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	for _, f := range tars {
		layer, err := layerFromTar(f)
		if err != nil {
			return nil, err
		}
		if img, err = mutate.Append(img, mutate.Addendum{Layer: layer, MediaType: types.OCIUncompressedLayer}); err != nil {
			return nil, err
		}
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", runtime.GOARCH
	config.Created = v1.Time{Time: layerTime.UTC()}
	config.Config = configured
	return mutate.ConfigFile(img, config)
}

// extraCertificates are the ones that the administrator of this host added.
func extraCertificates(s *Settings) ([]byte, error) {
	files, err := filepath.Glob("/usr/local/share/ca-certificates/*.crt")
	if err != nil {
		return nil, err
	}
	if s.CAFile != "" {
		files = append(files, s.CAFile)
	}
	var all []byte
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, fmt.Errorf("read a certificate that this host trusts: %w", err)
		}
		all = append(append(all, raw...), '\n')
	}
	return all, nil
}
