package main

import (
	"context"
	"errors"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/signature"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/walk"
)

// Push pushes the images of a release that their ECR repositories lack. It prints a table of the digests.
//
// An image that is there by its digest is not sent again. Its provenance is attached to it, and its SBOM where the environment
// demands one.
// +cache="never"
func (s *Slipway) Push(
	ctx context.Context,
	// Release to push, from the function release; without one it is built.
	// +optional
	release *Release,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, err := s.walk(ctx, nil)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if err := w.Story.Step(ctx, "bootstrap", w.Bootstrap); err != nil {
		return "", err
	}
	r, err := release.in(ctx, w)
	if err != nil {
		return "", err
	}
	pushed, err := w.Push(ctx, r, false)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "REPOSITORY", "DIGEST", "SIZE", ""}}
	for _, p := range pushed {
		rows = append(rows, []string{p.Service, w.Registry.Host + "/" + w.Target.Repository(p.Service), p.Digest, megabytes(p.Size), p.State()})
	}
	return table(rows), nil
}

// Sign signs a release: each image, and its SBOM and provenance, which are attached where they are missing. It prints a table.
//
// Images that their repositories lack are pushed first. What bears a signature by the same key is not signed again. Signatures
// are Cosign's and lie beside the image in the registry: cosign verify --key cosign.pub --insecure-ignore-tlog=true IMAGE@DIGEST
// finds them. Without an argument it signs with the key in KMS that the settings trust: release = { signer = { kms_key = … } }.
// +cache="never"
func (s *Slipway) Sign(
	ctx context.Context,
	// Release to sign, from the function release; without one it is built.
	// +optional
	release *Release,
	// Private key, as signing-key makes it: file:PATH, env:NAME, or cmd:"COMMAND".
	// +optional
	key *dagger.Secret,
	// Its password.
	// +optional
	password *dagger.Secret,
	// Key in KMS instead: awskms:///alias/NAME. It is used with the credentials of the target.
	// +optional
	kmsKey string,
	// OIDC token of a workflow instead, for a signature without a key of one's own: Sigstore vouches for the identity.
	// +optional
	identityToken *dagger.Secret,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	by, err := signing.Parse(signing.Key{Key: key, Password: password, KMS: kmsKey, Token: identityToken},
		signature.Names{Key: "--key", Password: "--password", KMS: "--kms-key", Token: "--identity-token"})
	if err != nil {
		return "", err
	}
	w, err := walk.Begin(ctx, s.repository(), s.Env)
	if err != nil {
		return "", err
	}
	if by == nil {
		by = signing.Trusted(w.Settings)
	}
	if by == nil {
		return "", errors.New("nothing to sign with is given: give --key and --password, or --kms-key, or --identity-token; " +
			"`dagger call signing-key --password env:PASSWORD -o keys` makes a key")
	}
	defer w.Close(ctx)
	if err := w.Open(ctx, s.Aws, s.Credentials, s.Tasks, by); err != nil {
		return "", err
	}
	if err := w.Signer.Check(ctx); err != nil {
		return "", err
	}
	if err := w.Story.Step(ctx, "bootstrap", w.Bootstrap); err != nil {
		return "", err
	}
	if err := w.Signer.Ready(ctx); err != nil {
		return "", err
	}
	r, err := release.in(ctx, w)
	if err != nil {
		return "", err
	}
	pushed, err := w.Push(ctx, r, true)
	if err != nil {
		return "", err
	}
	signed, err := w.Sign(ctx, pushed)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "WHAT", "DIGEST", ""}}
	for _, item := range signed {
		rows = append(rows, []string{item.Service, item.What, item.Digest, item.State()})
	}
	return table(rows), nil
}

// SigningKey makes a key pair to sign releases with: cosign.key, which is encrypted with the password, and cosign.pub.
//
// signing-key --password env:PASSWORD -o keys writes both into a folder. Keep the first where the release is signed, and
// put the second beside the settings, as release.pub: release = { signer = { public_key = "release.pub" } }.
// +cache="never"
func (s *Slipway) SigningKey(
	ctx context.Context,
	// Password for the private key: env:NAME, file:PATH, or cmd:"COMMAND".
	password *dagger.Secret,
) (_ *dagger.Directory, err error) {
	defer engineerror.Tidy(&err)
	return signing.NewKeyPair(ctx, s.repository().Box, password)
}
