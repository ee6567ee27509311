package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/signature"
)

// Sign builds and pushes the images, attaches their SBOM and provenance, signs all three, and prints a table.
//
// What bears a signature by the same key is not signed again. Signatures are Cosign's and lie beside the image in the
// registry: `cosign verify --key cosign.pub --insecure-ignore-tlog=true IMAGE@DIGEST` finds them.
// +cache="never"
func (s *Slipway) Sign(
	ctx context.Context,
	// Environment to sign for: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator whose registry holds the images, as tcp://host:port. None and no credentials: one inside this call.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
	// Private key, as signing-key makes it: file:PATH, env:NAME, or cmd:"COMMAND".
	// +optional
	key *dagger.Secret,
	// Its password.
	// +optional
	password *dagger.Secret,
	// Key in KMS instead: awskms:///alias/NAME. It is used with the credentials above.
	// +optional
	kmsKey string,
	// OIDC token of a workflow instead, for a signature without a key of one's own: Sigstore vouches for the identity.
	// +optional
	identityToken *dagger.Secret,
) (string, error) {
	by, err := given(signing{key, password, kmsKey, identityToken}, "--key", "--password", "--kms-key", "--identity-token")
	if err != nil {
		return "", err
	}
	if by == nil {
		return "", errors.New("nothing to sign with is given: give --key and --password, or --kms-key, or --identity-token; " +
			"`dagger call signing-key --password env:PASSWORD -o keys` makes a key")
	}
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	var images []*Image
	group, early := errgroup.WithContext(ctx)
	group.Go(func() error { return s.checkSigning(early, t, by) })
	group.Go(func() (err error) { images, err = s.builds(early, t.Environment); return err })
	if err := group.Wait(); err != nil {
		return "", err
	}
	t.boms = true
	release, err := s.push(ctx, t, images)
	if err != nil {
		return "", err
	}
	signed, err := s.sign(ctx, t, release, by)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "WHAT", "DIGEST", ""}}
	for _, r := range signed {
		rows = append(rows, []string{r.service, r.what, r.digest, r.state()})
	}
	return table(rows), nil
}

// signable is an image or something attached to one.
type signable struct {
	service, what, repository, digest string
	signed                            bool // by this call; else it was before
}

func (s *signable) state() string {
	if s.signed {
		return "signed"
	}
	return "was signed"
}

// sign signs what of a release does not bear the key's signature yet.
func (s *Slipway) sign(ctx context.Context, t *target, release *release, by *signing) ([]*signable, error) {
	var all []*signable
	for _, p := range release.Images {
		_, repository, _ := strings.Cut(p.Repository, "/")
		all = append(all, &signable{service: p.Service, what: "image", repository: repository, digest: p.Digest})
		for _, a := range p.attached {
			all = append(all, &signable{service: p.Service, what: a.what, repository: repository, digest: a.digest})
		}
	}
	registry := t.registry(release.login)
	missing, err := s.unsigned(ctx, t, registry, all, by)
	if err != nil || len(missing) == 0 {
		return all, err
	}
	ctr, args := s.signer(t, by)
	args = append([]string{"cosign", "sign", "--out", "/signatures"}, args...)
	for _, m := range missing {
		args = append(args, m.digest)
	}
	run := ctr.WithDirectory("/signatures", dag.Directory()).WithExec(args, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, "the images were not signed"); err != nil {
		return nil, err
	}
	for _, m := range missing {
		text, err := run.File("/signatures/" + strings.TrimPrefix(m.digest, "sha256:") + ".json").Contents(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the signature of service %s's %s: %w", m.service, m.what, err)
		}
		_, _, err = image.Attach(ctx, registry, m.repository, m.digest, image.Artifact{
			Type: signature.Type, Content: []byte(text), Annotations: signature.Annotations(),
		})
		if err != nil {
			return nil, fmt.Errorf("service %s: sign its %s: %w", m.service, m.what, err)
		}
		m.signed = true
	}
	return all, nil
}

// unsigned are those that a signature by the same key is missing from. Who an identity is, only the settings say.
func (s *Slipway) unsigned(ctx context.Context, t *target, registry image.Registry, all []*signable, by *signing) ([]*signable, error) {
	counts := &signatory{}
	if by.token == nil {
		key, err := s.publicKey(ctx, t, by)
		if err != nil {
			return nil, err
		}
		counts.key = key
	} else if t.Release.Signer == nil || t.Release.Signer.Identity == nil {
		return all, nil
	} else {
		counts.identity, counts.issuer = *t.Release.Signer.Identity, *t.Release.Signer.Issuer
	}
	verdicts, err := s.verdicts(ctx, t, registry, all, counts)
	if err != nil {
		return nil, err
	}
	var missing []*signable
	for _, one := range all {
		if !verdicts[one.digest].Verified {
			missing = append(missing, one)
		}
	}
	return missing, nil
}
