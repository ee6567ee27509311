package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/config"
	"slipway/services/internal/problem"
	"slipway/services/internal/server"
	"slipway/services/internal/servicetest"
)

// away has a table and a bucket where nobody listens.
func away(t *testing.T) *handlers {
	t.Helper()
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	t.Setenv("AWS_ENDPOINT_URL", nobody.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	cfg, err := awsclient.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := newHandlers(&dynamoStore{client: awsclient.DynamoDB(cfg), table: "products"}, slog.New(slog.DiscardHandler))
	h.pictures = newPictures(awsclient.S3(cfg), "pictures", nil)
	return h
}

func TestLostDependencies(t *testing.T) {
	h := away(t)
	served := serve(h)
	for _, ask := range [][2]string{
		{"GET", "/catalog/products"}, {"GET", "/catalog/products/A"}, {"POST", "/catalog/products"},
		{"PUT", "/catalog/products/A"}, {"DELETE", "/catalog/products/A"}, {"GET", "/catalog/products/A/picture"},
	} {
		t.Run(ask[0]+ask[1], func(t *testing.T) {
			res := servicetest.Do(served, ask[0], ask[1], product("A"), "If-Match", "*")
			contract.Refused(t, ask[0], ask[1], res, problem.Unavailable)
			if res.Header.Get("Retry-After") == "" {
				t.Error("nothing says when to try again")
			}
		})
	}
	t.Run("the bucket alone", func(t *testing.T) {
		memory := newMemoryStore()
		if _, err := memory.Create(t.Context(), sample("A")); err != nil {
			t.Fatal(err)
		}
		h.store = memory
		served := serve(h)
		for _, method := range []string{"GET", "DELETE"} {
			contract.Refused(t, method, "/catalog/products/A/picture", servicetest.Do(served, method, "/catalog/products/A/picture", ""), problem.Unavailable)
		}
		if res := contract.Do(t, served, "DELETE", "/catalog/products/A", ""); res.Code != 204 {
			t.Errorf("a product without a bucket = %d %s, want it deleted", res.Code, res.Body)
		}
	})
}

func TestReadinessSaysWhatIsLost(t *testing.T) {
	h := away(t)
	table := h.store.(*dynamoStore)
	cfg := settings{table: table.table, bucket: h.pictures.bucket}
	cfg.Config = config.Load(config.NewReader(func(string) string { return "" }))
	opened, checks, err := cfg.open(t.Context(), h.log)
	if err != nil {
		t.Fatal(err)
	}
	served := server.New(server.Options{Service: service, Config: cfg.Config, Log: h.log, Checks: checks, Routes: opened.routes}).Handler()
	if res := contract.Do(t, served, "GET", "/catalog/readyz", ""); res.Code != 503 || res.Body != `{"status":"unavailable","checks":{"bucket":"failed","table":"failed"}}` {
		t.Errorf("= %d %s, want both named", res.Code, res.Body)
	}
	if res := contract.Do(t, served, "GET", "/catalog/healthz", ""); res.Code != 200 {
		t.Errorf("liveness = %d, want 200: it asks nobody", res.Code)
	}
}
