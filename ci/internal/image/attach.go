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
	// Enough says of another content of the same type, which the image has already, that it makes this one needless. Nil says
	// that nothing does.
	Enough func(content []byte) bool
}

// Attached is an artifact that is beside an image.
type Attached struct {
	Digest string // of its own manifest
	Sent   bool   // by this call
	// Other says that it is not this artifact but one that is enough.
	Other bool
}

// maxContent is more than any SBOM or signature takes, and little enough to hold.
const maxContent = 64 << 20

// emptyConfig is what a manifest names as its configuration when there is none.
const emptyConfig = types.MediaType("application/vnd.oci.empty.v1+json")

// Attach hangs the artifact on the image with this digest. It sends nothing when one of the same type and content is there, or
// one that is enough.
func Attach(ctx context.Context, to Registry, repository, digest string, artifact Artifact) (Attached, error) {
	hash, _, err := v1.SHA256(bytes.NewReader(artifact.Content))
	if err != nil {
		return Attached{}, err
	}
	there, err := Referrers(ctx, to, repository, digest, func(artifactType string) bool { return artifactType == artifact.Type })
	if err != nil {
		return Attached{}, err
	}
	for _, r := range there {
		if r.Content == hash {
			return Attached{Digest: r.Digest}, nil
		}
	}
	for _, r := range there {
		if artifact.Enough == nil {
			break
		}
		content, err := Read(ctx, to, repository, r)
		if err != nil {
			return Attached{}, err
		}
		if artifact.Enough(content) {
			return Attached{Digest: r.Digest, Other: true}, nil
		}
	}
	return send(ctx, to, repository, digest, artifact)
}

// send writes the parts of the artifact, and then its manifest.
func send(ctx context.Context, to Registry, repository, digest string, artifact Artifact) (Attached, error) {
	image, err := to.digest(repository, digest)
	if err != nil {
		return Attached{}, err
	}
	content := static.NewLayer(artifact.Content, types.MediaType(artifact.Type))
	subject, err := remote.Head(image, to.options(ctx)...)
	if err != nil {
		return Attached{}, fmt.Errorf("look for %s, to attach something to it: %w", image, err)
	}
	config := static.NewLayer([]byte("{}"), emptyConfig)
	m := manifest{v1.Manifest{
		SchemaVersion: 2, MediaType: types.OCIManifestSchema1, ArtifactType: artifact.Type,
		Subject:     &v1.Descriptor{MediaType: subject.MediaType, Size: subject.Size, Digest: subject.Digest},
		Annotations: artifact.Annotations,
	}}
	for layer, descriptor := range map[v1.Layer]*v1.Descriptor{config: &m.Config, content: m.layer()} {
		if err := describe(layer, descriptor); err != nil {
			return Attached{}, err
		}
		if err := remote.WriteLayer(image.Context(), layer, to.options(ctx)...); err != nil {
			return Attached{}, fmt.Errorf("attach %s to %s: %w", artifact.Type, image, err)
		}
	}
	raw, err := m.RawManifest()
	if err != nil {
		return Attached{}, err
	}
	own, _, err := v1.SHA256(bytes.NewReader(raw))
	if err != nil {
		return Attached{}, err
	}
	// A registry without referrers would be given a tag instead, and tags here are immutable.
	options := append(to.options(ctx), remote.WithReferrersTagFallback(false))
	if err := remote.Put(image.Context().Digest(own.String()), m, options...); err != nil {
		return Attached{}, fmt.Errorf("attach %s to %s: %w", artifact.Type, image, err)
	}
	return Attached{Digest: own.String(), Sent: true}, nil
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
