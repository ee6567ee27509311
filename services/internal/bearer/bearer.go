// Package bearer lets only those requests through that carry a token which a
// known issuer signed for this service.
package bearer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"

	"slipway/services/internal/problem"
)

const (
	// leeway is how far clocks may be apart.
	leeway = 10 * time.Second
	// keysTimeout is for one look at the issuer's keys.
	keysTimeout = 2 * time.Second
	// keysRefresh is how long a key that was taken back is still taken.
	keysRefresh = 5 * time.Minute
	// keysPause is between two looks for a key that is not known: anybody can
	// send a token that names one.
	keysPause = 10 * time.Second
)

// methods are the signatures with a public key. A secret that is shared could
// make tokens wherever they are checked.
var methods = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// errNoKeys says that the issuer's keys were never got.
var errNoKeys = errors.New("no key of the issuer is known")

// Settings say whose tokens count.
type Settings struct {
	// JWKS is where the issuer publishes its keys.
	JWKS *url.URL
	// Issuer and Audience are what a token must say in iss and aud.
	Issuer, Audience string
}

// Verifier checks tokens.
type Verifier struct {
	log    *slog.Logger
	parser *jwt.Parser
	// keys waits for the first look at the keys, and never longer than that.
	keys func() (keyfunc.Keyfunc, error)
}

// New returns a verifier, and begins to fetch the keys: a service starts though
// its issuer does not answer. They are fetched until ctx ends.
func New(ctx context.Context, s Settings, log *slog.Logger) *Verifier {
	v := &Verifier{log: log, parser: jwt.NewParser(
		jwt.WithValidMethods(methods), jwt.WithIssuer(s.Issuer), jwt.WithAudience(s.Audience),
		jwt.WithExpirationRequired(), jwt.WithLeeway(leeway))}
	v.keys = sync.OnceValues(func() (keyfunc.Keyfunc, error) {
		return keyfunc.NewDefaultOverrideCtx(ctx, []string{s.JWKS.String()}, keyfunc.Override{
			Client:            &http.Client{Timeout: keysTimeout},
			HTTPTimeout:       keysTimeout,
			RateLimitWaitMax:  keysTimeout,
			RefreshInterval:   keysRefresh,
			RefreshUnknownKID: rate.NewLimiter(rate.Every(keysPause), 1),
			RefreshErrorHandlerFunc: func(string) func(context.Context, error) {
				return func(ctx context.Context, err error) {
					log.WarnContext(ctx, "the issuer's keys were not fetched: check JWKS_URL", "error", err)
				}
			},
		})
	})
	go func() { _, _ = v.keys() }() // the first request sees its error
	return v
}

// Require refuses a request without a token that counts.
func (v *Verifier) Require() gin.HandlerFunc {
	return func(c *gin.Context) {
		scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			refuse(c, "", "a token is missing: send Authorization: Bearer and a token of this service's issuer")
			return
		}
		err := v.check(c.Request.Context(), strings.TrimSpace(token))
		switch {
		case errors.Is(err, errNoKeys):
			problem.Dependency(c, v.log, err)
		case err != nil:
			// The cause may repeat parts of the token.
			v.log.InfoContext(c.Request.Context(), "token refused", "reason", reason(err))
			refuse(c, `, error="invalid_token"`, "the token "+reason(err)+": get a new one from the issuer")
		default:
			c.Next()
		}
	}
}

func (v *Verifier) check(ctx context.Context, token string) error {
	keys, err := v.keys()
	if err != nil {
		return fmt.Errorf("%w: %w", errNoKeys, err)
	}
	if _, err = v.parser.ParseWithClaims(token, &jwt.RegisteredClaims{}, keys.KeyfuncCtx(ctx)); err == nil {
		return nil
	}
	// A token whose key is not known is bad, unless no key is.
	if errors.Is(err, jwt.ErrTokenUnverifiable) {
		if all, readErr := keys.Storage().KeyReadAll(ctx); readErr != nil || len(all) == 0 {
			return fmt.Errorf("%w: %w", errNoKeys, err)
		}
	}
	return err
}

// reason says what is wrong with a token, without a word of it.
func reason(err error) string {
	for _, known := range []struct {
		err  error
		says string
	}{
		{jwt.ErrTokenMalformed, "is no JSON web token"},
		{jwt.ErrTokenExpired, "has expired"},
		{jwt.ErrTokenNotValidYet, "is not valid yet"},
		{jwt.ErrTokenInvalidAudience, "is for another audience"},
		{jwt.ErrTokenInvalidIssuer, "is of another issuer"},
		{jwt.ErrTokenRequiredClaimMissing, "lacks one of exp, iss and aud"},
		{jwt.ErrTokenUnverifiable, "names a key that its issuer does not have"},
	} {
		if errors.Is(err, known.err) {
			return known.says
		}
	}
	return "has a signature that does not count"
}

func refuse(c *gin.Context, why, detail string) {
	c.Header("WWW-Authenticate", `Bearer realm="api"`+why)
	problem.Write(c, problem.Unauthorized, detail)
}
