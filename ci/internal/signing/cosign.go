package signing

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// cosign has the program that signs digests and verifies signatures: tools/cosign.
func cosign(box toolbox.Box) *dagger.Container {
	return box.Base(toolbox.Terraform).WithFile("/usr/local/bin/cosign", box.GoTool("cosign", "./cosign"))
}

// with is a container that can use the key, and the arguments that name it. Its execs are of this call alone.
func (s *Signer) with(key *Key) (*dagger.Container, []string) {
	ctr := cosign(s.repo.Box).WithEnvVariable(toolbox.CallVariable, s.target.Call)
	switch {
	case key.Key != nil:
		return ctr.WithMountedSecret("/run/secrets/key", key.Key).WithSecretVariable("COSIGN_PASSWORD", key.Password),
			[]string{"--key", "/run/secrets/key"}
	case key.KMS != "":
		return s.target.In(ctr), []string{"--kms", key.KMS}
	default:
		return ctr.WithMountedSecret("/run/secrets/token", key.Token), []string{"--identity-token", "/run/secrets/token"}
	}
}

// public is the public half of the caller's key.
func (s *Signer) public(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.publicKey != nil {
		return s.publicKey, nil
	}
	text, err := s.publicHalf(ctx, s.key)
	s.publicKey = text
	return text, err
}

func (s *Signer) publicHalf(ctx context.Context, key *Key) ([]byte, error) {
	ctr, args := s.with(key)
	text, err := toolbox.Output(ctx, ctr, "the key to sign with can't be opened", append([]string{"cosign", "public"}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("%w\nGive the password of that very key, or name a key in KMS that is there and that you may use", err)
	}
	return []byte(text), nil
}

// NewKeyPair makes a key pair to sign with: cosign.key, which is encrypted with the password, and cosign.pub.
func NewKeyPair(ctx context.Context, box toolbox.Box, password *dagger.Secret) (*dagger.Directory, error) {
	text, err := password.Plaintext(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the password: %w", err)
	}
	if text == "" {
		return nil, errors.New("the password is empty, so the private key would lie open: give one, for example env:PASSWORD")
	}
	ctr := cosign(box).
		WithEnvVariable(toolbox.CallVariable, toolbox.CallID()).
		WithSecretVariable("COSIGN_PASSWORD", password).
		WithDirectory("/keys", dag.Directory()).
		WithWorkdir("/keys")
	made, err := toolbox.Run(ctx, ctr, "the key pair was not made", "cosign", "generate")
	if err != nil {
		return nil, err
	}
	// What is made is kept, so that a second look at it does not make another.
	return made.Directory("/keys").Sync(ctx)
}
