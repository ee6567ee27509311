package artefact

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/provenance"
)

// Push sends an image to its repository, unless that has it by its digest.
func Push(ctx context.Context, t *cloud.Target, to *cloud.Registry, i *Image) (sent bool, err error) {
	repository := t.Repository(i.Service)
	there, err := to.Has(ctx, repository, i.Digest)
	if err != nil || there {
		return false, err
	}
	loaded, done, err := i.load(ctx, "")
	if err != nil {
		return false, fmt.Errorf("service %s: %w", i.Service, err)
	}
	defer done()
	digest, err := loaded.Digest()
	if err != nil {
		return false, fmt.Errorf("service %s: %w", i.Service, err)
	}
	if digest.String() != i.Digest {
		return false, fmt.Errorf("service %s: its image is %s and was %s when it was built: build it again", i.Service, digest, i.Digest)
	}
	if err := image.Push(ctx, to.Registry, repository, i.tag(), loaded); err != nil {
		return false, fmt.Errorf("service %s: %w", i.Service, err)
	}
	return true, nil
}

// tag is what a person sees in the registry; nothing reads it back. Repositories are immutable, so it holds the digest too:
// another base image gives the same source another digest.
func (i *Image) tag() string { return i.Revision + "-" + strings.TrimPrefix(i.Digest, "sha256:")[:12] }

// Attachment is something that is said of an image and lies beside it in its repository.
type Attachment struct {
	What    string // "SBOM (SPDX)"
	Type    string // its media type
	Content []byte
	// Digest is its own, once it is attached.
	Digest string
	// Earlier says that the digest is of another one, which an earlier call attached and which is as good. Nobody compared all
	// that it says, so nobody signs it.
	Earlier bool
}

// Attach hangs attachments on a pushed image. What is there already stays, and a provenance of the same build is enough
// whatever its commit: an image that does not change would have one more with each commit, and a registry lists a page of them.
func Attach(ctx context.Context, t *cloud.Target, to *cloud.Registry, i *Image, all []Attachment) ([]Attachment, error) {
	attached := make([]Attachment, len(all))
	for n, a := range all {
		artifact := image.Artifact{Type: a.Type, Content: a.Content}
		if a.Type == provenance.Type {
			artifact.Enough = func(there []byte) bool { return provenance.SameBuild(there, a.Content) }
		}
		done, err := image.Attach(ctx, to.Registry, t.Repository(i.Service), i.Digest, artifact)
		if err != nil {
			return nil, fmt.Errorf("service %s: attach its %s: %w", i.Service, a.What, err)
		}
		a.Digest, a.Earlier = done.Digest, done.Other
		attached[n] = a
	}
	return attached, nil
}
