package main

import (
	"context"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/signing"
)

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
