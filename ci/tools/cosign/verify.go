package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sigstore/cosign/v3/pkg/cosign"
	"github.com/sigstore/cosign/v3/pkg/types"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	sigstore "github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
)

// verdict is what is known of one digest. It is verified when one of its bundles is what was asked for; Reasons say of
// the others why they are not.
type verdict struct {
	Verified bool     `json:"verified"`
	Reasons  []string `json:"reasons,omitempty"`
}

// verify reads FOLDER/<hex>/*.json, the bundles found for each digest, and prints the verdicts as JSON by digest. A
// signature that is not as it should be is a verdict and no error.
func verify(_ context.Context, o options) error {
	if len(o.args) != 1 {
		return errors.New("name one folder of signatures")
	}
	checks, err := checks(o)
	if err != nil {
		return err
	}
	digests, err := os.ReadDir(o.args[0])
	if err != nil {
		return err
	}
	verdicts := map[string]verdict{}
	for _, digest := range digests {
		raw, err := hex.DecodeString(digest.Name())
		if err != nil {
			return fmt.Errorf("%s is not a digest: %w", digest.Name(), err)
		}
		files, err := filepath.Glob(filepath.Join(o.args[0], digest.Name(), "*.json"))
		if err != nil {
			return err
		}
		slices.Sort(files)
		var v verdict
		for _, file := range files {
			if err := verifyOne(checks, file, raw); err != nil {
				v.Reasons = append(v.Reasons, err.Error())
				continue
			}
			v.Verified = true
		}
		verdicts["sha256:"+digest.Name()] = v
	}
	return json.NewEncoder(os.Stdout).Encode(verdicts)
}

// checks are whose signature counts.
func checks(o options) (*cosign.CheckOpts, error) {
	if o.publicKey == "" {
		if o.identity == "" || o.issuer == "" {
			return nil, errors.New("say whose signature counts: --public-key, or --identity with --issuer")
		}
		trusted, err := cosign.TrustedRoot()
		if err != nil {
			return nil, fmt.Errorf("ask Sigstore for its root certificates: %w", err)
		}
		return &cosign.CheckOpts{TrustedMaterial: trusted, Identities: []cosign.Identity{{Subject: o.identity, Issuer: o.issuer}}}, nil
	}
	text, err := os.ReadFile(o.publicKey)
	if err != nil {
		return nil, err
	}
	key, err := cryptoutils.UnmarshalPEMToPublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	verifier, err := signature.LoadDefaultVerifier(key, *cosign.GetDefaultLoadOptions(nil)...)
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	// With a key of one's own there is no log to ask: whoever holds the key signs.
	return &cosign.CheckOpts{SigVerifier: verifier, IgnoreTlog: true}, nil
}

// verifyOne holds a bundle to the key and to the digest. It must also be a signature and no other statement of the key's:
// an SBOM's, say, has the image as its subject as well.
func verifyOne(checks *cosign.CheckOpts, file string, digest []byte) error {
	signed, err := bundle.LoadJSONFromPath(file)
	if err != nil {
		return fmt.Errorf("it can't be read: %w", err)
	}
	result, err := cosign.VerifyNewBundle(context.Background(), checks, sigstore.WithArtifactDigest("sha256", digest), signed)
	if err != nil {
		return err
	}
	if result.Statement == nil || result.Statement.PredicateType != types.CosignSignPredicateType {
		return errors.New("it is no signature of an image but another statement about it")
	}
	return nil
}
