package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	intoto "github.com/in-toto/attestation/go/v1"
	"github.com/sigstore/cosign/v3/pkg/cosign"
	"github.com/sigstore/cosign/v3/pkg/cosign/bundle"
	"github.com/sigstore/cosign/v3/pkg/types"
	"github.com/sigstore/sigstore-go/pkg/root"
	sigstore "github.com/sigstore/sigstore-go/pkg/sign"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/structpb"
)

// signer is what stays the same from one signature to the next.
type signer struct {
	keys    sigstore.Keypair
	token   string
	config  *root.SigningConfig
	trusted root.TrustedMaterial
	options bundle.SignOptions
}

// sign writes FOLDER/<hex>.json, a Sigstore bundle, for each digest of the form sha256:<hex>.
func sign(ctx context.Context, o options) error {
	by, err := newSigner(ctx, o)
	if err != nil {
		return err
	}
	for _, digest := range o.args {
		hex, found := strings.CutPrefix(digest, "sha256:")
		if !found {
			return fmt.Errorf("%s is not a digest: write sha256:…", digest)
		}
		statement, err := claim(hex)
		if err != nil {
			return err
		}
		content := &sigstore.DSSEData{Data: statement, PayloadType: types.IntotoPayloadType}
		signed, err := bundle.SignData(ctx, content, by.keys, by.token, nil, nil, by.config, by.trusted, by.options)
		if err != nil {
			return fmt.Errorf("sign %s: %w", digest, err)
		}
		if err := os.WriteFile(filepath.Join(o.out, hex+".json"), signed, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// claim is what is signed: Cosign's statement about one image, which says nothing but its digest.
func claim(hex string) ([]byte, error) {
	return protojson.Marshal(&intoto.Statement{
		Type:          intoto.StatementTypeUri,
		Subject:       []*intoto.ResourceDescriptor{{Digest: map[string]string{"sha256": hex}}},
		PredicateType: types.CosignSignPredicateType,
		Predicate:     &structpb.Struct{},
	})
}

func newSigner(ctx context.Context, o options) (*signer, error) {
	if o.token == "" {
		keys, err := open(ctx, o)
		if err != nil {
			return nil, err
		}
		// No service takes part: no certificate, no log, no clock.
		nobody, err := root.NewSigningConfig(root.SigningConfigMediaType02, nil, nil, nil, root.ServiceConfiguration{}, nil, root.ServiceConfiguration{})
		return &signer{keys: keys, config: nobody}, err
	}
	if o.key != "" || o.kms != "" {
		return nil, errors.New("a token is for signing without a key of your own: name one of --key, --kms and --identity-token")
	}
	token, err := os.ReadFile(o.token)
	if err != nil {
		return nil, err
	}
	by := &signer{token: strings.TrimSpace(string(token))}
	if by.keys, err = sigstore.NewEphemeralKeypair(nil); err != nil {
		return nil, err
	}
	if by.config, err = cosign.SigningConfig(); err != nil {
		return nil, fmt.Errorf("ask Sigstore where it signs: %w", err)
	}
	if by.trusted, err = cosign.TrustedRoot(); err != nil {
		return nil, fmt.Errorf("ask Sigstore for its root certificates: %w", err)
	}
	by.options.CertificateProvider, err = bundle.NewCachingFulcioProvider(by.config)
	return by, err
}
