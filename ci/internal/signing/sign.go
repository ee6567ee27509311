package signing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/toolbox"
)

// Item is an image, or something attached to one, that a release is signed with.
type Item struct {
	Service, What      string
	Repository, Digest string
	// Earlier is of an attachment of an earlier call. It counts when it is signed, and is not signed now: who may push could have
	// attached it, and a signature would vouch for its commit.
	Earlier bool
	// Signed says that this call signed it, Unsigned that nobody did. With neither it was signed before.
	Signed, Unsigned bool
}

// Items are an image and what is attached to it.
func Items(t *cloud.Target, i *artefact.Image, attached []artefact.Attachment) []Item {
	repository := t.Repository(i.Service)
	items := []Item{{Service: i.Service, What: "image", Repository: repository, Digest: i.Digest}}
	for _, a := range attached {
		items = append(items, Item{Service: i.Service, What: a.What, Repository: repository, Digest: a.Digest, Earlier: a.Earlier})
	}
	return items
}

// State says in words what came of it.
func (i Item) State() string {
	switch {
	case i.Signed:
		return "signed"
	case i.Unsigned:
		return "not signed: an earlier call attached it"
	default:
		return "was signed"
	}
}

// Summary counts signatures for a line of a deploy's summary.
func Summary(items []Item) string {
	made, there := 0, 0
	for _, i := range items {
		switch {
		case i.Signed:
			made++
		case !i.Unsigned:
			there++
		}
	}
	return fmt.Sprintf("%d signatures made, %d were there", made, there)
}

// writers is how many signatures are sent at once.
const writers = 8

// Sign signs what does not bear the key's signature yet, and says of each item what came of it.
func (s *Signer) Sign(ctx context.Context, registry *cloud.Registry, items []Item) ([]Item, error) {
	items = slices.Clone(items)
	signed, err := s.signed(ctx, registry, items)
	if err != nil {
		return nil, err
	}
	var missing []*Item
	for i := range items {
		switch item := &items[i]; {
		case signed[item.Digest]:
		case item.Earlier:
			item.Unsigned = true
		default:
			missing = append(missing, item)
		}
	}
	if len(missing) == 0 {
		return items, nil
	}
	ctr, args := s.with(s.key)
	args = append([]string{"cosign", "sign", "--out", "/signatures"}, args...)
	for _, m := range missing {
		args = append(args, m.Digest)
	}
	made, err := toolbox.Run(ctx, ctr.WithDirectory("/signatures", dag.Directory()), "the images were not signed", args...)
	if err != nil {
		return nil, err
	}
	_, failures := toolbox.Parallel(missing, writers, func(m *Item) (struct{}, error) {
		bundle, err := made.File("/signatures/" + strings.TrimPrefix(m.Digest, "sha256:") + ".json").Contents(ctx)
		if err != nil {
			return struct{}{}, fmt.Errorf("read the signature of service %s's %s: %w", m.Service, m.What, err)
		}
		_, err = image.Attach(ctx, registry.Registry, m.Repository, m.Digest, image.Artifact{
			Type: signature.Type, Content: []byte(bundle), Annotations: signature.Annotations(),
		})
		if err != nil {
			return struct{}{}, fmt.Errorf("service %s: sign its %s: %w", m.Service, m.What, err)
		}
		m.Signed = true
		return struct{}{}, nil
	})
	return items, errors.Join(failures...)
}

// signed are the digests that bear a signature by the same key. Who an identity is, only the settings say.
func (s *Signer) signed(ctx context.Context, registry *cloud.Registry, items []Item) (map[string]bool, error) {
	var own *trustedSigner
	if s.key.Token == nil {
		key, err := s.public(ctx)
		if err != nil {
			return nil, err
		}
		own = &trustedSigner{key: key}
	} else if by := s.target.Release.Signer; by != nil && by.Identity != nil {
		own = &trustedSigner{identity: *by.Identity, issuer: *by.Issuer}
	} else {
		return nil, nil
	}
	verdicts, err := s.verdicts(ctx, registry, items, own)
	signed := map[string]bool{}
	for digest, verdict := range verdicts {
		signed[digest] = verdict.Verified
	}
	return signed, err
}
