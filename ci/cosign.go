package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
)

// cosign has the program that signs digests and verifies signatures: tools/cosign.
func (s *Slipway) cosign() *dagger.Container {
	return s.base(terraformImage).WithFile("/usr/local/bin/cosign", s.repository().Box.GoTool("cosign", "./cosign"))
}

// signing is what the caller signs with: a key file with its password, a key in a KMS, or an identity.
type signing struct {
	key, password *dagger.Secret
	kms           string
	token         *dagger.Secret
}

// given checks what the caller gave to sign with; nil is nothing. The names are those of the verb's arguments.
func given(by signing, key, password, kms, token string) (*signing, error) {
	ways := 0
	for _, is := range []bool{by.key != nil, by.kms != "", by.token != nil} {
		if is {
			ways++
		}
	}
	switch {
	case ways > 1:
		return nil, fmt.Errorf("more than one key to sign with is given: give one of %s, %s and %s", key, kms, token)
	case by.password != nil && by.key == nil:
		return nil, fmt.Errorf("%s is the password of %s, which is not given", password, key)
	case by.key != nil && by.password == nil:
		return nil, fmt.Errorf("%s needs its password: give %s, for example env:PASSWORD", key, password)
	case by.kms != "" && !strings.HasPrefix(by.kms, "awskms://"):
		return nil, fmt.Errorf("%s is %q: write awskms:///alias/NAME, or awskms:/// and the key's ARN", kms, by.kms)
	case ways == 0:
		return nil, nil
	}
	return &by, nil
}

// signer is a container that can sign, and the arguments that say with what. Its execs are of this call alone.
func (s *Slipway) signer(t *target, by *signing) (*dagger.Container, []string) {
	ctr := s.cosign().WithEnvVariable("SLIPWAY_CALL", t.call)
	switch {
	case by.key != nil:
		return ctr.WithMountedSecret("/run/secrets/key", by.key).WithSecretVariable("COSIGN_PASSWORD", by.password),
			[]string{"--key", "/run/secrets/key"}
	case by.kms != "":
		return withAWS(ctr, t), []string{"--kms", by.kms}
	default:
		return ctr.WithMountedSecret("/run/secrets/token", by.token), []string{"--identity-token", "/run/secrets/token"}
	}
}

// publicKey is the public half of the caller's key; an identity has none.
func (s *Slipway) publicKey(ctx context.Context, t *target, by *signing) ([]byte, error) {
	if by.token != nil {
		return nil, errors.New("an identity has no public key")
	}
	ctr, args := s.signer(t, by)
	run := ctr.WithExec(append([]string{"cosign", "public"}, args...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, "the key to sign with can't be opened"); err != nil {
		return nil, err
	}
	text, err := run.Stdout(ctx)
	return []byte(text), err
}
