package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/dagger"
)

// SigningKey makes a key pair to sign releases with: cosign.key, which is encrypted with the password, and cosign.pub.
//
// `signing-key --password env:PASSWORD -o keys` writes both into a folder. Keep the first where the release is signed, and
// put the second beside the settings, as release.pub: `release = { signer = { public_key = "release.pub" } }`.
// +cache="never"
func (s *Slipway) SigningKey(
	ctx context.Context,
	// Password for the private key: env:NAME, file:PATH, or cmd:"COMMAND".
	password *dagger.Secret,
) (*dagger.Directory, error) {
	text, err := password.Plaintext(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the password: %w", err)
	}
	if text == "" {
		return nil, errors.New("the password is empty, so the private key would lie open: give one, for example env:PASSWORD")
	}
	run := s.cosign().
		WithEnvVariable("SLIPWAY_CALL", callID(ctx)).
		WithSecretVariable("COSIGN_PASSWORD", password).
		WithDirectory("/keys", dag.Directory()).
		WithWorkdir("/keys").
		WithExec([]string{"cosign", "generate"}, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, "the key pair was not made"); err != nil {
		return nil, err
	}
	// What is made is kept, so that a second look at it does not make another.
	return run.Directory("/keys").Sync(ctx)
}
