package signature

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
)

const (
	registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	hex      = "4f2a0e1c4f2a0e1c4f2a0e1c4f2a0e1c4f2a0e1c4f2a0e1c4f2a0e1c4f2a0e1c"
)

func TestReference(t *testing.T) {
	for _, c := range []struct{ name, reference, wants string }{
		{"by digest", registry + "/shop-prod/cart@sha256:" + hex, ""},
		{"by tag", registry + "/shop-prod/cart:latest", "not named by its digest"},
		{"by both", registry + "/shop-prod/cart:latest@sha256:" + hex, ""},
		{"elsewhere", "registry.example/shop-prod/cart@sha256:" + hex, "not in the environment's registry"},
		{"a longer name", registry + ".evil.example/shop-prod/cart@sha256:" + hex, "not in the environment's registry"},
		{"half a digest", registry + "/shop-prod/cart@sha256:4f2a", "not named by its digest"},
		{"nothing", "", "not named by its digest"},
	} {
		repository, digest, err := Reference("cart", c.reference, registry)
		if c.wants == "" {
			if err != nil || repository != "shop-prod/cart" || digest != "sha256:"+hex {
				t.Errorf("%s: %q, %q, %v", c.name, repository, digest, err)
			}
			continue
		}
		var typed *ReferenceError
		if !errors.As(err, &typed) || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func key(t *testing.T) []byte {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func TestSameKey(t *testing.T) {
	one, other := key(t), key(t)
	for _, c := range []struct {
		name string
		a, b []byte
		same bool
	}{
		{"itself", one, one, true},
		{"with a comment before it", one, append([]byte("our release key\n"), one...), true},
		{"another", one, other, false},
	} {
		if same, err := SameKey(c.a, c.b); err != nil || same != c.same {
			t.Errorf("%s: %v, %v", c.name, same, err)
		}
	}
	private := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED SIGSTORE PRIVATE KEY", Bytes: []byte("x")})
	for text, wants := range map[string]string{"": "no PEM", string(private): "is a private key"} {
		if err := PublicKey([]byte(text)); err == nil || !strings.Contains(err.Error(), wants) {
			t.Errorf("%q: got %v", text, err)
		}
		if _, err := SameKey(one, []byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestUnsigned(t *testing.T) {
	err := &UnsignedError{Environment: "prod", Service: "cart", Image: "cart@sha256:" + hex, Trusted: "terraform/environments/release.pub"}
	for _, part := range []string{"service cart", "release.pub", "environment prod", "it has no signature", "@sha256:" + hex, "--env prod"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %s", part, err)
		}
	}
	err.Reasons = []string{"wrong key", "wrong key", "wrong image"}
	if !strings.Contains(err.Error(), "it has 3, and none counts (wrong key; wrong image)") {
		t.Error(err)
	}
}

func TestReadVerdicts(t *testing.T) {
	verdicts, err := ReadVerdicts([]byte(`{"sha256:ab":{"verified":true,"reasons":["old key"]},"sha256:cd":{"verified":false}}`))
	if err != nil || !verdicts["sha256:ab"].Verified || verdicts["sha256:cd"].Verified || verdicts["sha256:ef"].Verified {
		t.Errorf("%v, %v", verdicts, err)
	}
	if _, err := ReadVerdicts([]byte("Verified OK")); err == nil {
		t.Error("text was read as verdicts")
	}
}

func TestIsBundle(t *testing.T) {
	for kind, is := range map[string]bool{Type: true, "application/vnd.dev.sigstore.bundle.v0.4+json": true, "application/spdx+json": false, "": false} {
		if IsBundle(kind) != is {
			t.Errorf("%q: %v", kind, !is)
		}
	}
}
