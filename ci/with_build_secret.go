package main

import (
	"context"
	"slices"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
)

// WithBuildSecret gives the builds of images a secret. A Dockerfile mounts it by its name: RUN --mount=type=secret,id=NAME. It is in
// no layer and in no log.
//
// It stands before the verb: dagger call with-build-secret --name pip --secret env:PIP_TOKEN deploy.
// +cache="session"
func (s *Slipway) WithBuildSecret(
	ctx context.Context,
	// Name by which a Dockerfile mounts it.
	name string,
	// The secret: env:NAME, file:PATH, cmd:COMMAND or a reference into a vault.
	secret *dagger.Secret,
) (_ *Slipway, err error) {
	defer engineerror.Tidy(&err)
	plain, err := secret.Plaintext(ctx)
	if err != nil {
		return nil, err
	}
	with := *s
	// A Dockerfile knows a secret by its name in the engine, and one of a caller has none.
	with.BuildSecrets = append(slices.Clone(s.BuildSecrets), dag.SetSecret(name, plain))
	return &with, nil
}
