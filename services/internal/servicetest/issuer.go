package servicetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// IssuerName is what the tokens of an Issuer have in iss.
const IssuerName = "https://issuer.example"

// Issuer signs tokens, and publishes its key at URL.
type Issuer struct {
	URL string
	key *ecdsa.PrivateKey
}

// NewIssuer returns one that serves until the test ends.
func NewIssuer(t testing.TB) *Issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes() // 4, then the two halves
	if err != nil {
		t.Fatal(err)
	}
	half := base64.RawURLEncoding.EncodeToString
	jwks, err := json.Marshal(map[string]any{"keys": []map[string]string{{
		"kty": "EC", "crv": "P-256", "kid": "key-1", "alg": "ES256", "use": "sig", "x": half(point[1:33]), "y": half(point[33:]),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(jwks) // a client that went away has no use for it
	}))
	t.Cleanup(server.Close)
	return &Issuer{URL: server.URL, key: key}
}

// Token is good for audience for an hour, unless change makes it otherwise.
func (i *Issuer) Token(t testing.TB, audience string, change func(jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{"iss": IssuerName, "aud": audience, "sub": "tester", "exp": time.Now().Add(time.Hour).Unix()}
	if change != nil {
		change(claims)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = "key-1"
	text, err := token.SignedString(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// BadTokens are headers of Authorization that no service takes which answers for
// audience, by what is wrong with each.
func (i *Issuer) BadTokens(t testing.TB, audience string) map[string]string {
	t.Helper()
	return map[string]string{
		"none":      "",
		"no JWT":    "Bearer abc",
		"cut":       "Bearer " + i.Token(t, audience, nil)[:80],
		"another's": "Bearer " + i.Token(t, "not-"+audience, nil),
		"expired":   "Bearer " + i.Token(t, audience, func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Hour).Unix() }),
	}
}
