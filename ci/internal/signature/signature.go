// Package signature knows what a signature of an image is in a registry, and says of images what is missing.
//
// The signatures are Cosign's, in the form of its version 3: a Sigstore bundle that refers to the image. What is in a
// bundle is for tools/cosign to judge.
package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
)

// Type is the artifactType of a signature that is made here; IsBundle also takes those of other versions.
const Type = "application/vnd.dev.sigstore.bundle.v0.3+json"

// IsBundle tells whether an artifact may be a signature.
func IsBundle(artifactType string) bool {
	return strings.HasPrefix(artifactType, "application/vnd.dev.sigstore.bundle")
}

// Annotations are what Cosign writes beside a signature.
func Annotations() map[string]string {
	return map[string]string{
		"dev.sigstore.bundle.content":       "dsse-envelope",
		"dev.sigstore.bundle.predicateType": "https://sigstore.dev/cosign/sign/v1",
	}
}

// Verdict is what tools/cosign says of a digest.
type Verdict struct {
	Verified bool     `json:"verified"`
	Reasons  []string `json:"reasons"` // of each signature that does not count
}

// ReadVerdicts takes what tools/cosign prints: verdicts by digest.
func ReadVerdicts(text []byte) (map[string]Verdict, error) {
	verdicts := map[string]Verdict{}
	if err := json.Unmarshal(text, &verdicts); err != nil {
		return nil, fmt.Errorf("read which signatures are valid: %w", err)
	}
	return verdicts, nil
}

// Reference takes a name by digest apart. The registry must be the one that is asked for: its password goes nowhere else.
func Reference(service, reference, registry string) (repository, digest string, err error) {
	ref, err := name.NewDigest(reference, name.StrictValidation)
	if err != nil {
		return "", "", &ReferenceError{Service: service, Reference: reference, Reason: "it is not named by its digest"}
	}
	if ref.RegistryStr() != registry {
		return "", "", &ReferenceError{Service: service, Reference: reference, Reason: "it is not in the environment's registry, " + registry}
	}
	return ref.RepositoryStr(), ref.DigestStr(), nil
}

// PublicKey checks that the text is a public key in PEM.
func PublicKey(text []byte) error {
	_, err := parse(text)
	return err
}

// SameKey tells whether two texts are the same public key.
func SameKey(a, b []byte) (bool, error) {
	one, err := parse(a)
	if err != nil {
		return false, err
	}
	other, err := parse(b)
	return bytes.Equal(one, other), err
}

// parse gives a key the one form that all its spellings have.
func parse(text []byte) ([]byte, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it has no PEM block")
	}
	if strings.Contains(block.Type, "PRIVATE") {
		return nil, errors.New("it is a private key")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return x509.MarshalPKIXPublicKey(key)
}
