package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/signature"
)

// signatory is whose signature counts: who holds a key, or an identity that somebody vouches for.
type signatory struct {
	name             string // for people
	key              []byte // public, in PEM
	identity, issuer string
}

// signatory is the one of the environment. A KMS is asked for the public half of its key; then all is verified with that.
func (s *Slipway) signatory(ctx context.Context, t *target) (*signatory, error) {
	wanted, err := s.wanted(ctx, t.Environment)
	if err != nil || wanted.key != nil || wanted.identity != "" {
		return wanted, err
	}
	wanted.key, err = s.publicKey(ctx, t, &signing{kms: wanted.name})
	return wanted, err
}

// wanted is what the settings alone say of it, so that what is missing there is found before anything is changed.
func (s *Slipway) wanted(ctx context.Context, env environment.Environment) (*signatory, error) {
	by := env.Release.Signer
	switch {
	case by == nil:
		return nil, &signature.NoSignerError{Environment: env.Name}
	case by.KMSKey != nil:
		return &signatory{name: *by.KMSKey}, nil
	case by.Identity != nil:
		return &signatory{name: *by.Identity + ", for whom " + *by.Issuer + " vouches", identity: *by.Identity, issuer: *by.Issuer}, nil
	}
	file := path.Join("terraform/environments", *by.PublicKey)
	unusable := func(err error) error { return &signature.KeyError{Environment: env.Name, File: file, Err: err} }
	there, err := s.Source.Exists(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", file, err)
	}
	if !there {
		return nil, unusable(errors.New("there is no such file"))
	}
	text, err := s.Source.File(file).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if err := signature.PublicKey([]byte(text)); err != nil {
		return nil, unusable(err)
	}
	return &signatory{name: file, key: []byte(text)}, nil
}

// checkSigning refuses early what would be refused late: an environment that does not say whose signature counts, a key
// that can't be opened, and a key whose signature does not count.
func (s *Slipway) checkSigning(ctx context.Context, t *target, by *signing) error {
	var given []byte
	if by != nil && by.token == nil {
		var err error
		if given, err = s.publicKey(ctx, t, by); err != nil {
			return err
		}
	}
	if !t.Release.Signed {
		return nil
	}
	wanted, err := s.signatory(ctx, t)
	if err != nil || wanted.key == nil || given == nil {
		return err
	}
	same, err := signature.SameKey(wanted.key, given)
	if err != nil {
		return fmt.Errorf("compare the key to sign with with %s: %w", wanted.name, err)
	}
	if !same {
		return &signature.OtherKeyError{Environment: t.Name, Wanted: wanted.name}
	}
	return nil
}

// verifyPlan refuses a plan that would ship an image without the signature that its environment wants. It asks the plan
// itself which images these are.
func (s *Slipway) verifyPlan(ctx context.Context, t *target, ready *plannedRelease) error {
	if !t.Release.Signed {
		return nil
	}
	shown, _, err := s.planJSON(ctx, ready.stack)
	if err != nil {
		return err
	}
	text, err := shown.Contents(ctx)
	if err != nil {
		return fmt.Errorf("read the saved plan: %w", err)
	}
	images, err := plan.Images([]byte(text))
	if err != nil {
		return err
	}
	return s.verifyImages(ctx, t, images)
}

// verifyImages refuses images, by service and named by digest, that lack the signature that the environment wants.
func (s *Slipway) verifyImages(ctx context.Context, t *target, images map[string]string) error {
	if !t.Release.Signed {
		return nil
	}
	wanted, err := s.signatory(ctx, t)
	if err != nil {
		return err
	}
	_, login, err := t.login(ctx)
	if err != nil {
		return err
	}
	var all []*signable
	for _, service := range slices.Sorted(maps.Keys(images)) {
		repository, digest, err := signature.Reference(service, images[service], login.Registry)
		if err != nil {
			return err
		}
		all = append(all, &signable{service: service, repository: repository, digest: digest})
	}
	verdicts, err := s.verdicts(ctx, t, t.registry(login), all, wanted)
	if err != nil {
		return err
	}
	var refused []error
	for _, one := range all {
		if v := verdicts[one.digest]; !v.Verified {
			refused = append(refused, &signature.UnsignedError{
				Environment: t.Name, Service: one.service, Image: images[one.service], Wanted: wanted.name, Reasons: v.Reasons,
			})
		}
	}
	return errors.Join(refused...)
}

// verdicts says of each digest whether one of the signatures in the registry counts. A digest without any has no verdict.
func (s *Slipway) verdicts(ctx context.Context, t *target, registry image.Registry, all []*signable, counts *signatory) (map[string]signature.Verdict, error) {
	found := make([][]string, len(all))
	group, reading := errgroup.WithContext(ctx)
	for i, one := range all {
		group.Go(func() (err error) {
			found[i], err = bundles(reading, registry, one)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	dir, any := dag.Directory(), false
	for i, texts := range found {
		for n, text := range texts {
			dir = dir.WithNewFile(fmt.Sprintf("%s/%d.json", strings.TrimPrefix(all[i].digest, "sha256:"), n), text)
			any = true
		}
	}
	if !any {
		return nil, nil
	}
	ctr, args := s.cosign().WithMountedDirectory("/signatures", dir), []string{"cosign", "verify"}
	if counts.key != nil {
		// Whether a key signed a digest is the same on every day and needs no network: the cache may answer.
		ctr, args = ctr.WithNewFile("/key.pub", string(counts.key)), append(args, "--public-key", "/key.pub")
	} else {
		ctr, args = ctr.WithEnvVariable("SLIPWAY_CALL", t.call), append(args, "--identity", counts.identity, "--issuer", counts.issuer)
	}
	run := ctr.WithExec(append(args, "/signatures"), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, "the signatures could not be verified"); err != nil {
		return nil, err
	}
	text, err := run.Stdout(ctx)
	if err != nil {
		return nil, err
	}
	return signature.ReadVerdicts([]byte(text))
}

// bundles reads the signatures that the registry has of a digest.
func bundles(ctx context.Context, registry image.Registry, of *signable) ([]string, error) {
	referrers, err := image.Referrers(ctx, registry, of.repository, of.digest)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, r := range referrers {
		if !signature.IsBundle(r.Type) {
			continue
		}
		content, err := image.Read(ctx, registry, of.repository, r)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(content))
	}
	return texts, nil
}
