package image

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Artifact is something that says something about an image and lies beside it in its repository: a signature, an SBOM, a
// provenance. In the registry it refers to the image (OCI 1.1), so it has no tag and whoever has the image's digest finds it.
type Artifact struct {
	Type        string // the artifactType, which is also the media type of its content
	Content     []byte
	Annotations map[string]string
}

// Referrer is an artifact that a registry has.
type Referrer struct {
	Digest  string // of its manifest
	Type    string
	Content v1.Hash
}

// maxContent is more than any SBOM or signature takes, and little enough to hold.
const maxContent = 64 << 20

// emptyConfig is what a manifest names as its configuration when there is none.
const emptyConfig = types.MediaType("application/vnd.oci.empty.v1+json")

// Attach hangs the artifact on the image with this digest and returns the digest of the artifact's own manifest. It sends
// nothing when one of the same type and content is there.
func Attach(ctx context.Context, to Registry, repository, digest string, artifact Artifact) (attached string, sent bool, err error) {
	image, err := to.digest(repository, digest)
	if err != nil {
		return "", false, err
	}
	content := static.NewLayer(artifact.Content, types.MediaType(artifact.Type))
	hash, err := content.Digest()
	if err != nil {
		return "", false, err
	}
	there, err := Referrers(ctx, to, repository, digest)
	if err != nil {
		return "", false, err
	}
	for _, r := range there {
		if r.Type == artifact.Type && r.Content == hash {
			return r.Digest, false, nil
		}
	}
	subject, err := remote.Head(image, to.options(ctx)...)
	if err != nil {
		return "", false, fmt.Errorf("look for %s, to attach something to it: %w", image, err)
	}
	config := static.NewLayer([]byte("{}"), emptyConfig)
	m := manifest{v1.Manifest{
		SchemaVersion: 2, MediaType: types.OCIManifestSchema1, ArtifactType: artifact.Type,
		Subject:     &v1.Descriptor{MediaType: subject.MediaType, Size: subject.Size, Digest: subject.Digest},
		Annotations: artifact.Annotations,
	}}
	for layer, descriptor := range map[v1.Layer]*v1.Descriptor{config: &m.Config, content: m.layer()} {
		if err := describe(layer, descriptor); err != nil {
			return "", false, err
		}
		if err := remote.WriteLayer(image.Context(), layer, to.options(ctx)...); err != nil {
			return "", false, fmt.Errorf("attach %s to %s: %w", artifact.Type, image, err)
		}
	}
	raw, err := m.RawManifest()
	if err != nil {
		return "", false, err
	}
	own, _, err := v1.SHA256(bytes.NewReader(raw))
	if err != nil {
		return "", false, err
	}
	// A registry without referrers would be given a tag instead, and tags here are immutable.
	options := append(to.options(ctx), remote.WithReferrersTagFallback(false))
	if err := remote.Put(image.Context().Digest(own.String()), m, options...); err != nil {
		return "", false, fmt.Errorf("attach %s to %s: %w", artifact.Type, image, err)
	}
	return own.String(), true, nil
}

// Referrers are the artifacts that refer to the image and have one part. They are read from their own manifests: not every
// registry says the type in its list, and some still list what is deleted.
func Referrers(ctx context.Context, to Registry, repository, digest string) ([]Referrer, error) {
	image, err := to.digest(repository, digest)
	if err != nil {
		return nil, err
	}
	index, err := remote.Referrers(image, to.options(ctx)...)
	if err != nil {
		return nil, fmt.Errorf("list what is attached to %s: %w", image, err)
	}
	list, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("list what is attached to %s: %w", image, err)
	}
	var referrers []Referrer
	for _, entry := range list.Manifests {
		found, err := remote.Get(image.Context().Digest(entry.Digest.String()), to.options(ctx)...)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read what is attached to %s: %w", image, err)
		}
		var m v1.Manifest
		if json.Unmarshal(found.Manifest, &m) != nil || len(m.Layers) != 1 {
			continue // an index, or something of several parts: nothing of ours
		}
		if m.ArtifactType == "" {
			m.ArtifactType = string(m.Config.MediaType) // as OCI 1.0 had it
		}
		referrers = append(referrers, Referrer{Digest: found.Digest.String(), Type: m.ArtifactType, Content: m.Layers[0].Digest})
	}
	return referrers, nil
}

// Read fetches an artifact's content.
func Read(ctx context.Context, to Registry, repository string, referrer Referrer) ([]byte, error) {
	from, err := to.digest(repository, referrer.Content.String())
	if err != nil {
		return nil, err
	}
	layer, err := remote.Layer(from, to.options(ctx)...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", from, err)
	}
	reader, err := layer.Compressed()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", from, err)
	}
	defer reader.Close()
	content, err := io.ReadAll(io.LimitReader(reader, maxContent+1))
	if err == nil && len(content) > maxContent {
		err = fmt.Errorf("it has more than %d bytes", maxContent)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", from, err)
	}
	return content, nil
}

func (r Registry) digest(repository, digest string) (name.Digest, error) {
	ref, err := name.NewDigest(r.Address+"/"+repository+"@"+digest, r.names()...)
	if err != nil {
		return ref, fmt.Errorf("name the image: %w", err)
	}
	return ref, nil
}

func (r Registry) names() []name.Option {
	options := []name.Option{name.StrictValidation}
	if r.Plain {
		options = append(options, name.Insecure)
	}
	return options
}

func (r Registry) options(ctx context.Context) []remote.Option {
	return []remote.Option{remote.WithContext(ctx), remote.WithAuth(&authn.Basic{Username: r.Username, Password: r.Password})}
}

func missing(err error) bool {
	var answer *transport.Error
	return errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound
}

func describe(layer v1.Layer, descriptor *v1.Descriptor) (err error) {
	if descriptor.MediaType, err = layer.MediaType(); err != nil {
		return err
	}
	if descriptor.Size, err = layer.Size(); err != nil {
		return err
	}
	descriptor.Digest, err = layer.Digest()
	return err
}

// manifest is an artifact's manifest in the form that a registry client sends.
type manifest struct{ v1.Manifest }

// layer is room for the one part.
func (m *manifest) layer() *v1.Descriptor {
	m.Layers = make([]v1.Descriptor, 1)
	return &m.Layers[0]
}

// RawManifest is the manifest's bytes.
func (m manifest) RawManifest() ([]byte, error) { return json.Marshal(m.Manifest) }

// MediaType is that of an image: OCI has no other for an artifact.
func (m manifest) MediaType() (types.MediaType, error) { return m.Manifest.MediaType, nil }
