package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/toolbox"
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
	if name == "" {
		return nil, errors.New("--name is empty: write the one by which the Dockerfile mounts it, RUN --mount=type=secret,id=NAME")
	}
	plain, err := secret.Plaintext(ctx)
	if err != nil {
		return nil, err
	}
	with := *s
	// A Dockerfile knows a secret by its name in the engine, and one of a caller has none.
	with.BuildSecrets = append(slices.Clone(s.BuildSecrets), dag.SetSecret(name, plain))
	return &with, nil
}

// WithRegistryLogin logs in to a registry whose base images are not for everybody. A login of the host's own, by docker login, is
// known without it.
//
// It stands before the verb, and holds until the call ends:
// dagger call with-registry-login --address registry.example --username me --password env:REGISTRY_TOKEN deploy.
// +cache="never"
func (s *Slipway) WithRegistryLogin(
	ctx context.Context,
	// Host of the registry, and its port if it has one.
	address string,
	// Name of the user.
	username string,
	// Password or token.
	password *dagger.Secret,
) (_ *Slipway, err error) {
	defer engineerror.Tidy(&err)
	if address == "" || strings.Contains(address, "://") {
		return nil, fmt.Errorf("--address is %q: write the registry's host alone, such as registry.example.com:5000", address)
	}
	plain, err := password.Plaintext(ctx)
	if err != nil {
		return nil, err
	}
	// The engine keeps a login for the whole session, and would answer from its cache, without one, for a secret that it knows.
	login := dag.SetSecret("slipway-login-"+toolbox.CallID(), plain)
	if _, err := dag.Container().WithRegistryAuth(address, username, login).Sync(ctx); err != nil {
		return nil, fmt.Errorf("log in to %s as %s: %w", address, username, err)
	}
	return s, nil
}
