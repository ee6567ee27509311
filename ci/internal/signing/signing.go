// Package signing signs what a release has in a registry, and refuses images that lack the signature that an environment wants.
package signing

import (
	"context"
	"fmt"
	"sync"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/signature"
)

var dag = dagger.Connect()

// Key is what a caller signs with: a key file with its password, a key in a KMS, or the token of an identity.
type Key struct {
	Key, Password *dagger.Secret
	KMS           string
	Token         *dagger.Secret
}

// Parse checks what the caller passed to sign with; nil is nothing.
func Parse(key Key, names signature.Names) (*Key, error) {
	choice := signature.Choice{Key: key.Key != nil, Password: key.Password != nil, Token: key.Token != nil, KMS: key.KMS}
	some, err := choice.Check(names)
	if err != nil || !some {
		return nil, err
	}
	return &key, nil
}

// Trusted is the key of KMS whose signature the environment trusts: what a call signs with that names no other. It is nil where
// the environment trusts a key file or an identity, which only a caller has.
func Trusted(e environment.Environment) *Key {
	if by := e.Release.Signer; by != nil && by.KMSKey != nil {
		return &Key{KMS: *by.KMSKey}
	}
	return nil
}

// Signer signs and verifies for one call. What it knows it does not ask again: whose signature counts, the public half
// of a key, and that an image bears a signature.
type Signer struct {
	repo   repository.Repository
	target *cloud.Target
	key    *Key // nil where the call signs nothing

	mu        sync.Mutex
	publicKey []byte
	trusted   *trustedSigner
	verified  map[string]bool // by trustedSigner and digest
}

// New is the signer of a call. The key is nil where the call signs nothing.
func New(repo repository.Repository, t *cloud.Target, key *Key) *Signer {
	return &Signer{repo: repo, target: t, key: key, verified: map[string]bool{}}
}

// Check refuses early what would be refused late: an environment that does not say whose signature counts, a key that can't be
// opened, and a key whose signature does not count. A key in KMS that the settings trust is left to Ready.
func (s *Signer) Check(ctx context.Context) error {
	if Trusted(s.target.Environment) != nil {
		return nil
	}
	return s.Ready(ctx)
}

// Ready is Check once the bootstrap is there, which makes the key in KMS.
func (s *Signer) Ready(ctx context.Context) error {
	var own []byte
	if s.key != nil && s.key.Token == nil {
		var err error
		if own, err = s.public(ctx); err != nil {
			return err
		}
	}
	if !s.target.Release.Signed {
		return nil
	}
	trusted, err := s.trustedSigner(ctx)
	if err != nil || trusted.key == nil || own == nil {
		return err
	}
	same, err := signature.SameKey(trusted.key, own)
	if err != nil {
		return fmt.Errorf("compare the key to sign with with %s: %w", trusted.name, err)
	}
	if !same {
		return &signature.OtherKeyError{Environment: s.target.Name, Settings: s.target.File, Trusted: trusted.name}
	}
	return nil
}
