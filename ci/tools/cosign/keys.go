package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"os"

	"github.com/sigstore/cosign/v3/pkg/cosign"
	common "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/kms"
	_ "github.com/sigstore/sigstore/pkg/signature/kms/aws" // the provider of awskms://
	with "github.com/sigstore/sigstore/pkg/signature/options"
)

func password(bool) ([]byte, error) { return []byte(os.Getenv("COSIGN_PASSWORD")), nil }

// generate makes a key pair in the current folder.
func generate(context.Context, options) error {
	pair, err := cosign.GenerateKeyPair(password)
	if err != nil {
		return fmt.Errorf("make a key pair: %w", err)
	}
	if err := os.WriteFile("cosign.key", pair.PrivateBytes, 0o600); err != nil {
		return err
	}
	return os.WriteFile("cosign.pub", pair.PublicBytes, 0o644)
}

// public prints the public half of a key.
func public(ctx context.Context, o options) error {
	pair, err := open(ctx, o)
	if err != nil {
		return err
	}
	text, err := pair.GetPublicKeyPem()
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(text)
	return err
}

// keypair is a private key, here or in a KMS, in the form that a bundle is signed with.
type keypair struct {
	signature.SignerVerifier
	public    crypto.PublicKey
	algorithm signature.AlgorithmDetails
}

func open(ctx context.Context, o options) (*keypair, error) {
	var signer signature.SignerVerifier
	if (o.key == "") == (o.kms == "") {
		return nil, errors.New("name one key: --key or --kms")
	}
	if o.kms != "" {
		var err error
		if signer, err = kms.Get(ctx, o.kms, crypto.SHA256); err != nil {
			return nil, fmt.Errorf("open the key %s: %w", o.kms, err)
		}
	} else {
		text, err := os.ReadFile(o.key)
		if err != nil {
			return nil, err
		}
		secret, _ := password(false)
		if signer, err = cosign.LoadPrivateKey(text, secret, nil); err != nil {
			return nil, fmt.Errorf("open the key, is its password right?: %w", err)
		}
	}
	key, err := signer.PublicKey(with.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	algorithm, err := signature.GetDefaultAlgorithmDetails(key, *cosign.GetDefaultLoadOptions(nil)...)
	if err != nil {
		return nil, fmt.Errorf("find the key's algorithm: %w", err)
	}
	return &keypair{signer, key, algorithm}, nil
}

// GetHashAlgorithm is of what the key signs.
func (k *keypair) GetHashAlgorithm() common.HashAlgorithm { return k.algorithm.GetProtoHashType() }

// GetSigningAlgorithm names both.
func (k *keypair) GetSigningAlgorithm() common.PublicKeyDetails {
	return k.algorithm.GetSignatureAlgorithm()
}

// GetHint names the key in a bundle, as Cosign does: by the hash of its public half.
func (k *keypair) GetHint() []byte {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return nil
	}
	sum := sha256.Sum256(der)
	return []byte(base64.StdEncoding.EncodeToString(sum[:]))
}

// GetKeyAlgorithm is the kind of key.
func (k *keypair) GetKeyAlgorithm() string {
	switch k.public.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case ed25519.PublicKey:
		return "ED25519"
	case *ecdsa.PublicKey:
		return "ECDSA"
	}
	return ""
}

// GetPublicKey is the public half.
func (k *keypair) GetPublicKey() crypto.PublicKey { return k.public }

// GetPublicKeyPem is the public half as PEM.
func (k *keypair) GetPublicKeyPem() (string, error) {
	text, err := cryptoutils.MarshalPublicKeyToPEM(k.public)
	return string(text), err
}

// SignData signs, and returns the signature and what was hashed for it.
func (k *keypair) SignData(ctx context.Context, data []byte) ([]byte, []byte, error) {
	options := []signature.SignOption{with.WithContext(ctx)}
	var digest []byte
	if kind := k.algorithm.GetHashType(); kind != 0 {
		hash := kind.New()
		hash.Write(data)
		digest = hash.Sum(nil)
		options = append(options, with.WithDigest(digest))
	}
	signed, err := k.SignMessage(bytes.NewReader(data), options...)
	return signed, digest, err
}
