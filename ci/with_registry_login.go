package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/toolbox"
)

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
