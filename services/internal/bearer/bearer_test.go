package bearer_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"

	"slipway/services/internal/bearer"
	"slipway/services/internal/logging"
	"slipway/services/internal/servicetest"
)

func engine(t *testing.T, jwks string) http.Handler {
	t.Helper()
	u, err := url.Parse(jwks)
	if err != nil {
		t.Fatal(err)
	}
	v := bearer.New(t.Context(), bearer.Settings{JWKS: u, Issuer: servicetest.IssuerName, Audience: "catalog"},
		logging.New(io.Discard, "catalog", slog.LevelInfo))
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.POST("/", v.Require(), func(c *gin.Context) { c.Status(http.StatusNoContent) })
	return e
}

func TestRequire(t *testing.T) {
	issuer := servicetest.NewIssuer(t)
	h := engine(t, issuer.URL)
	with := func(change func(jwt.MapClaims)) string { return "Bearer " + issuer.Token(t, "catalog", change) }
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	forged := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{"iss": servicetest.IssuerName, "aud": "catalog", "exp": time.Now().Add(time.Hour).Unix()})
	forged.Header["kid"] = "key-1"
	forgedText, err := forged.SignedString(stranger)
	if err != nil {
		t.Fatal(err)
	}
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, forged.Claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := jwt.NewWithClaims(jwt.SigningMethodHS256, forged.Claims).SignedString([]byte("guessed"))
	if err != nil {
		t.Fatal(err)
	}
	unknown := jwt.NewWithClaims(jwt.SigningMethodES256, forged.Claims)
	unknown.Header["kid"] = "key-9"
	unknownText, err := unknown.SignedString(stranger)
	if err != nil {
		t.Fatal(err)
	}
	good := with(nil)

	tests := map[string]struct {
		header string
		code   int
		says   string
	}{
		"good":             {good, 204, ""},
		"small scheme":     {strings.Replace(good, "Bearer", "bearer", 1), 204, ""},
		"clocks apart":     {with(func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Second).Unix() }), 204, ""},
		"none":             {"", 401, "missing"},
		"another scheme":   {"Basic YTpi", 401, "missing"},
		"no token":         {"Bearer ", 401, "missing"},
		"no JWT":           {"Bearer abc", 401, "no JSON web token"},
		"cut":              {good[:len(good)-10], 401, "signature"},
		"expired":          {with(func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Hour).Unix() }), 401, "has expired"},
		"never expires":    {with(func(c jwt.MapClaims) { delete(c, "exp") }), 401, "lacks"},
		"not yet":          {with(func(c jwt.MapClaims) { c["nbf"] = time.Now().Add(time.Hour).Unix() }), 401, "not valid yet"},
		"another audience": {with(func(c jwt.MapClaims) { c["aud"] = "orders" }), 401, "another audience"},
		"another issuer":   {with(func(c jwt.MapClaims) { c["iss"] = "https://evil.example" }), 401, "another issuer"},
		"forged":           {"Bearer " + forgedText, 401, "signature"},
		"alg none":         {"Bearer " + none, 401, "signature"},
		"shared secret":    {"Bearer " + shared, 401, "signature"},
		"unknown key":      {"Bearer " + unknownText, 401, "does not have"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := servicetest.Do(h, "POST", "/", "", "Authorization", tt.header)
			if res.Code != tt.code || !strings.Contains(res.Body, tt.says) {
				t.Errorf("= %d %s, want %d with %q", res.Code, res.Body, tt.code, tt.says)
			}
			if tt.code == 401 && !strings.HasPrefix(res.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("WWW-Authenticate = %q, want Bearer", res.Header.Get("WWW-Authenticate"))
			}
		})
	}
}

// An issuer that does not answer is no fault of the caller's token: 401 would
// have it thrown away.
func TestAnIssuerThatIsAway(t *testing.T) {
	issuer := servicetest.NewIssuer(t)
	token := issuer.Token(t, "catalog", nil)
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	res := servicetest.Do(engine(t, away.URL), "POST", "/", "", "Authorization", "Bearer "+token)
	if res.Code != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("= %d %s, want 503 and when to try again", res.Code, res.Body)
	}
}

// Whatever stands in the header is refused, and nothing ends in a fault.
func FuzzRequire(f *testing.F) {
	for _, seed := range []string{"Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer", "Basic x", "Bearer ..", "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6MX0.e30.AA"} {
		f.Add(seed)
	}
	u, err := url.Parse(servicetest.NewIssuer(f).URL)
	if err != nil {
		f.Fatal(err)
	}
	v := bearer.New(f.Context(), bearer.Settings{JWKS: u, Issuer: servicetest.IssuerName, Audience: "catalog"}, slog.New(slog.DiscardHandler))
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.POST("/", v.Require(), func(c *gin.Context) { c.Status(http.StatusNoContent) })
	f.Fuzz(func(t *testing.T, header string) {
		if res := servicetest.Do(e, "POST", "/", "", "Authorization", header); res.Code != 401 {
			t.Errorf("%q = %d %s, want 401", header, res.Code, res.Body)
		}
	})
}
