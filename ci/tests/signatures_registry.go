package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"dagger/tests/internal/dagger"
)

// What lies beside an image, by artifactType.
const (
	bundleType     = "application/vnd.dev.sigstore.bundle.v0.3+json"
	provenanceType = "application/vnd.in-toto+json"
	cyclonedxType  = "application/vnd.cyclonedx+json"
	spdxType       = "application/spdx+json"
)

// moved hangs the signatures of the signed image on the one that changed, as somebody who may push could.
func (s *signatures) moved(ctx context.Context, trusted *dagger.Directory) error {
	const repository = "slipway-local/catalog"
	other := trusted.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"after signing\"\n")
	signed, err := s.slipway(ctx, trusted).Image("catalog").Digest(ctx)
	if err != nil {
		return err
	}
	unsigned, err := s.slipway(ctx, other).Image("catalog").Digest(ctx)
	if err != nil {
		return err
	}
	attached, err := s.attachments(ctx, repository, signed)
	if err != nil {
		return err
	}
	subject, err := remote.Head(s.ref(repository, unsigned), remote.WithContext(ctx))
	if err != nil {
		return err
	}
	for _, digest := range attached[bundleType] {
		bundle, err := remote.Image(s.ref(repository, digest.String()), remote.WithContext(ctx))
		if err != nil {
			return err
		}
		copied, ok := mutate.Subject(bundle, *subject).(v1.Image)
		if !ok {
			return errors.New("the copy of a signature is no manifest")
		}
		own, err := copied.Digest()
		if err != nil {
			return err
		}
		if err := remote.Write(s.ref(repository, own.String()), copied, remote.WithContext(ctx)); err != nil {
			return err
		}
	}
	_, err = s.deploy(ctx, other, dagger.SlipwayDeployOpts{})
	return refuses(err, "image of service catalog", "it has 3, and none counts", "does not match any digest in statement")
}

// attachments lists what refers to an image, by artifactType: all pages of it, as oras and cosign do.
func (s *signatures) attachments(ctx context.Context, repository, digest string) (map[string][]v1.Hash, error) {
	found := map[string][]v1.Hash{}
	for next := "/v2/" + repository + "/referrers/" + digest; next != ""; {
		answer, err := request(ctx, http.MethodGet, s.aws.endpoint+next)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		var list v1.IndexManifest
		if err := json.NewDecoder(answer.Body).Decode(&list); err != nil || answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("list what is attached to %s: the registry answers %s: %w", digest, answer.Status, err)
		}
		for _, m := range list.Manifests {
			found[m.ArtifactType] = append(found[m.ArtifactType], m.Digest)
		}
		next, _, _ = strings.Cut(strings.TrimPrefix(answer.Header.Get("Link"), "<"), ">")
	}
	return found, nil
}

func (s *signatures) ref(repository, digest string) name.Digest {
	registry, _ := name.NewRegistry(strings.TrimPrefix(s.aws.endpoint, "http://"), name.Insecure)
	return registry.Repo(repository).Digest(digest)
}

// rightKey signs twice. What is there is listed with the client that everybody has.
func (s *signatures) rightKey(ctx context.Context, trusted *dagger.Directory) error {
	first, err := s.sign(ctx, trusted, s.right)
	if err != nil {
		return err
	}
	if n := strings.Count(first, "  signed"); n != 8 || strings.Contains(first, "was signed") {
		return fmt.Errorf("%d signatures and not 8 for 2 images, each with a provenance and two SBOMs:\n%s", n, first)
	}
	again, err := s.sign(ctx, trusted, s.right)
	if err != nil {
		return err
	}
	if n := strings.Count(again, "was signed"); n != 8 {
		return fmt.Errorf("a second time %d and not 8 were signed already:\n%s", n, again)
	}
	for _, service := range []string{"catalog", "orders"} {
		digest, err := s.slipway(ctx, trusted).Image(service).Digest(ctx)
		if err != nil {
			return err
		}
		attached, err := s.attachments(ctx, "slipway-local/"+service, digest)
		if err != nil {
			return err
		}
		// One signature with each of the two keys.
		for kind, count := range map[string]int{bundleType: 2, provenanceType: 1, cyclonedxType: 1, spdxType: 1} {
			if len(attached[kind]) != count {
				return fmt.Errorf("service %s: beside %s there are %d and not %d of %s", service, digest, len(attached[kind]), count, kind)
			}
		}
		signed, err := s.attachments(ctx, "slipway-local/"+service, attached[provenanceType][0].String())
		if err != nil {
			return err
		}
		if len(signed[bundleType]) == 0 {
			return fmt.Errorf("service %s: its provenance is not signed", service)
		}
	}
	return nil
}
