package signing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/toolbox"
)

// trustedSigner is whose signature counts: who holds a key, or an identity that somebody vouches for.
type trustedSigner struct {
	name             string // for people
	key              []byte // public, in PEM
	identity, issuer string
}

// id tells signatories apart.
func (s *trustedSigner) id() string { return string(s.key) + "\n" + s.identity + "\n" + s.issuer }

// trustedSigner is the one of the environment. A KMS is asked for the public half of its key; then all is verified with that.
func (s *Signer) trustedSigner(ctx context.Context) (*trustedSigner, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trusted != nil {
		return s.trusted, nil
	}
	trusted, err := s.fromSettings(ctx)
	if err != nil {
		return nil, err
	}
	if trusted.key == nil && trusted.identity == "" {
		if trusted.key, err = s.publicHalf(ctx, &Key{KMS: trusted.name}); err != nil {
			return nil, err
		}
	}
	s.trusted = trusted
	return trusted, nil
}

// fromSettings is what the settings say of it: a file beside them, the name of a KMS's key, or an identity.
func (s *Signer) fromSettings(ctx context.Context) (*trustedSigner, error) {
	by := s.target.Release.Signer
	switch {
	case by == nil:
		return nil, &signature.NoSignerError{Environment: s.target.Name, Settings: s.target.File}
	case by.KMSKey != nil:
		return &trustedSigner{name: *by.KMSKey}, nil
	case by.Identity != nil:
		return &trustedSigner{name: *by.Identity + ", for whom " + *by.Issuer + " vouches", identity: *by.Identity, issuer: *by.Issuer}, nil
	}
	file := path.Join(path.Dir(s.target.File), *by.PublicKey)
	text, err := s.repo.File(ctx, file)
	if err != nil {
		return nil, err
	}
	if text == nil {
		err = errors.New("there is no such file")
	} else {
		err = signature.PublicKey(text)
	}
	if err != nil {
		return nil, &signature.KeyError{Environment: s.target.Name, File: file, Err: err}
	}
	return &trustedSigner{name: file, key: text}, nil
}

// Verify refuses images, by service and named by digest, that lack the signature that the environment wants. It names all of
// them, and asks for none where the environment wants no signature.
func (s *Signer) Verify(ctx context.Context, registry *cloud.Registry, images map[string]string) error {
	if !s.target.Release.Signed {
		return nil
	}
	trusted, err := s.trustedSigner(ctx)
	if err != nil {
		return err
	}
	var items []Item
	var refused []error
	for _, service := range slices.Sorted(maps.Keys(images)) {
		repository, digest, err := signature.Reference(service, images[service], registry.Host)
		if err != nil {
			refused = append(refused, err)
			continue
		}
		items = append(items, Item{Service: service, Repository: repository, Digest: digest})
	}
	verdicts, err := s.verdicts(ctx, registry, items, trusted)
	if err != nil {
		return errors.Join(append(refused, err)...)
	}
	for _, item := range items {
		if v := verdicts[item.Digest]; !v.Verified {
			refused = append(refused, &signature.UnsignedError{
				Environment: s.target.Name, Service: item.Service, Image: images[item.Service], Trusted: trusted.name, Reasons: v.Reasons,
			})
		}
	}
	return errors.Join(refused...)
}

// verdicts says of each digest whether one of the signatures in the registry counts. A digest without any has no verdict. What
// counted once in this call is not looked for again.
func (s *Signer) verdicts(ctx context.Context, registry *cloud.Registry, items []Item, by *trustedSigner) (map[string]signature.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	verdicts := map[string]signature.Verdict{}
	var unknown []Item
	for _, item := range items {
		if s.verified[by.id()+item.Digest] {
			verdicts[item.Digest] = signature.Verdict{Verified: true}
		} else {
			unknown = append(unknown, item)
		}
	}
	found, err := s.ask(ctx, registry, unknown, by)
	if err != nil {
		return nil, err
	}
	for digest, verdict := range found {
		verdicts[digest] = verdict
		if verdict.Verified {
			s.verified[by.id()+digest] = true
		}
	}
	return verdicts, nil
}

// ask has tools/cosign look at the signatures.
func (s *Signer) ask(ctx context.Context, registry *cloud.Registry, items []Item, by *trustedSigner) (map[string]signature.Verdict, error) {
	found, failures := toolbox.Parallel(items, toolbox.Unbounded, func(item Item) ([][]byte, error) { return bundles(ctx, registry, item) })
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	dir, some := dag.Directory(), false
	for i, texts := range found {
		for n, text := range texts {
			dir = dir.WithNewFile(fmt.Sprintf("%s/%d.json", strings.TrimPrefix(items[i].Digest, "sha256:"), n), string(text))
			some = true
		}
	}
	if !some {
		return nil, nil
	}
	ctr, args := cosign(s.repo.Box).WithMountedDirectory("/signatures", dir), []string{"cosign", "verify"}
	if by.key != nil {
		// Whether a key signed a digest is the same on every day and needs no network: the cache may answer.
		ctr, args = ctr.WithNewFile("/key.pub", string(by.key)), append(args, "--public-key", "/key.pub")
	} else {
		ctr, args = ctr.WithEnvVariable(toolbox.CallVariable, s.target.Call), append(args, "--identity", by.identity, "--issuer", by.issuer)
	}
	// The certificates that vouch for an identity are fetched.
	done, err := toolbox.Fetch(ctx, ctr, "the signatures could not be verified", append(args, "/signatures")...)
	if err != nil {
		return nil, err
	}
	text, err := done.Stdout(ctx)
	if err != nil {
		return nil, fmt.Errorf("read which signatures are valid: %w", err)
	}
	return signature.ReadVerdicts([]byte(text))
}

// bundles reads the signatures that the registry has of a digest.
func bundles(ctx context.Context, registry *cloud.Registry, of Item) ([][]byte, error) {
	referrers, err := image.Referrers(ctx, registry.Registry, of.Repository, of.Digest, signature.IsBundle)
	if err != nil {
		return nil, err
	}
	var texts [][]byte
	for _, r := range referrers {
		content, err := image.Read(ctx, registry.Registry, of.Repository, r)
		if err != nil {
			return nil, err
		}
		texts = append(texts, content)
	}
	return texts, nil
}
