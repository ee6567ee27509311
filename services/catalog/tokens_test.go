package main

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/bearer"
	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

func TestBadTokens(t *testing.T) {
	issuer := servicetest.NewIssuer(t)
	jwks, err := url.Parse(issuer.URL)
	if err != nil {
		t.Fatal(err)
	}
	h := newHandlers(newMemoryStore(), slog.New(slog.DiscardHandler))
	h.write = []gin.HandlerFunc{bearer.New(t.Context(), bearer.Settings{JWKS: jwks, Issuer: servicetest.IssuerName, Audience: service}, h.log).Require()}
	served := serve(h)
	for name, token := range issuer.BadTokens(t, service) {
		t.Run(name, func(t *testing.T) {
			for _, change := range [][2]string{
				{"POST", "/catalog/products"}, {"PUT", "/catalog/products/A"}, {"DELETE", "/catalog/products/A"},
				{"POST", "/catalog/products/A/picture"}, {"DELETE", "/catalog/products/A/picture"},
			} {
				contract.Refused(t, change[0], change[1], servicetest.Do(served, change[0], change[1], product("A"), "Authorization", token), problem.Unauthorized)
			}
		})
	}
	if res := contract.Do(t, served, "GET", "/catalog/products", ""); res.Code != 200 || strings.Contains(res.Body, "sku") {
		t.Errorf("= %d %s, want a list that needs no token, of nothing", res.Code, res.Body)
	}
	if res := contract.Do(t, served, "POST", "/catalog/products", product("A"), "Authorization", "Bearer "+issuer.Token(t, service, nil)); res.Code != 201 {
		t.Errorf("with a good token = %d %s, want 201", res.Code, res.Body)
	}
}
