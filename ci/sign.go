package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/signing"
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
	with, err := signing.Parse(signing.Key{Key: key, Password: password, KMS: kmsKey, Token: identityToken},
		signature.Names{Key: "--key", Password: "--password", KMS: "--kms-key", Token: "--identity-token"})
	if err != nil {
		return "", err
	}
	if with == nil {
		return "", errors.New("nothing to sign with is given: give --key and --password, or --kms-key, or --identity-token; " +
			"`dagger call signing-key --password env:PASSWORD -o keys` makes a key")
	}
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	signer := signing.New(s.repository(), t.cloud(), with)
	var images []*Image
	group, early := errgroup.WithContext(ctx)
	group.Go(func() error { return signer.Check(early) })
	group.Go(func() (err error) { images, err = s.builds(early, t.Environment); return err })
	if err := group.Wait(); err != nil {
		return "", err
	}
	t.boms = true
	release, err := s.push(ctx, t, images)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(ctx, release.registry, release.items(t))
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "WHAT", "DIGEST", ""}}
	for _, item := range signed {
		rows = append(rows, []string{item.Service, item.What, item.Digest, item.State()})
	}
	return table(rows), nil
}
