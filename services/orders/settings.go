package main

import (
	"context"
	"log/slog"
	"net/url"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/bearer"
	"slipway/services/internal/config"
	"slipway/services/internal/health"
)

// settings are what all services are told, and where this one finds what it
// needs.
type settings struct {
	config.Config
	catalog *url.URL
}

func load(env *config.Reader) settings {
	return settings{Config: config.Load(env), catalog: env.BaseURL("CATALOG_URL")}
}

// open makes the handlers, and the checks of what they stand on. It asks nobody.
func (s settings) open(ctx context.Context, log *slog.Logger) (*handlers, []health.Check) {
	var prices pricer = unpriced{}
	var checks []health.Check
	if s.catalog != nil {
		catalog := newCatalog(s.catalog)
		prices = catalog
		checks = append(checks, health.Check{Name: "catalog", Run: catalog.check})
	}
	h := newHandlers(newMemoryStore(), prices, log)
	if s.Tokens == nil {
		log.Warn("changes need no token: whoever reaches this service may make them; set JWKS_URL, JWT_ISSUER and JWT_AUDIENCE")
		return h, checks
	}
	v := bearer.New(ctx, bearer.Settings{JWKS: s.Tokens.JWKS, Issuer: s.Tokens.Issuer, Audience: s.Tokens.Audience}, log)
	h.write = []gin.HandlerFunc{v.Require()}
	return h, checks
}
