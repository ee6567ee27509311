package main

import (
	"log/slog"
	"net/url"
	"testing"

	"slipway/services/internal/config"
	"slipway/services/internal/problem"
	"slipway/services/internal/servicetest"
)

func TestBadTokens(t *testing.T) {
	issuer := servicetest.NewIssuer(t)
	jwks, err := url.Parse(issuer.URL)
	if err != nil {
		t.Fatal(err)
	}
	s := settings{Config: config.Config{Tokens: &config.Tokens{JWKS: jwks, Issuer: servicetest.IssuerName, Audience: service}}}
	o, err := s.open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h, one := handlerOf(o.handlers), "/orders/"+sample(0).ID
	for name, token := range issuer.BadTokens(t, service) {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/orders", one + "/confirm", one + "/ship", one + "/cancel"} {
				contract.Refused(t, "POST", path, servicetest.Do(h, "POST", path, tea, "Authorization", token), problem.Unauthorized)
			}
		})
	}
	if res := contract.Do(t, h, "GET", "/orders", ""); res.Code != 200 || res.Body != `{"items":[]}` {
		t.Errorf("= %d %s, want a list that needs no token, of nothing", res.Code, res.Body)
	}
	if res := contract.Do(t, h, "POST", "/orders", tea, "Authorization", "Bearer "+issuer.Token(t, service, nil)); res.Code != 201 {
		t.Errorf("with a good token = %d %s, want 201", res.Code, res.Body)
	}
}
