package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"slipway/services/internal/servicetest"
)

func TestMain(m *testing.M) { servicetest.Main(m, main) }

func TestProcessDrainsAndExitsZero(t *testing.T) {
	p := servicetest.Start(t, "SHUTDOWN_DELAY=0s")
	got := servicetest.Into[map[string]string](t, p.Get(t, "/orders/version"))
	if got["service"] != service || got["digest"] != "" {
		t.Errorf("version = %v, want orders and an empty digest", got)
	}
	p.Signal(t, syscall.SIGTERM)
	if code, out := p.Wait(t); code != 0 {
		t.Errorf("exit code = %d, want 0\n%s", code, out)
	}
}

func TestReadinessFollowsTheCatalog(t *testing.T) {
	tests := map[string]struct {
		catalog int
		code    int
	}{
		"catalog alive":   {http.StatusOK, 200},
		"catalog failing": {http.StatusInternalServerError, 503},
		"not the catalog": {http.StatusNotFound, 503},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/catalog/healthz" {
					t.Errorf("asked for %s, want /catalog/healthz", r.URL.Path)
				}
				w.WriteHeader(tt.catalog)
			}))
			defer fake.Close()
			p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "CATALOG_URL="+fake.URL+"/")
			if res := p.Get(t, "/orders/readyz"); res.Code != tt.code || !strings.Contains(res.Body, "catalog") {
				t.Errorf("/readyz = %d %s, want %d with the check", res.Code, res.Body, tt.code)
			}
			if res := p.Get(t, "/orders/healthz"); res.Code != 200 {
				t.Errorf("/healthz = %d, want 200 whatever the catalog does", res.Code)
			}
			p.Signal(t, syscall.SIGTERM)
			if code, out := p.Wait(t); code != 0 {
				t.Errorf("exit code = %d, want 0\n%s", code, out)
			}
		})
	}
}

func TestProcessRefusesBadConfiguration(t *testing.T) {
	for _, env := range []string{"PORT=99999", "CATALOG_URL=catalog:8080"} {
		t.Run(env, func(t *testing.T) {
			name, value, _ := strings.Cut(env, "=")
			code, out := servicetest.Start(t, env).Wait(t)
			if code == 0 || !strings.Contains(out, name) || !strings.Contains(out, value) {
				t.Errorf("exit code %d, want a failure that names %s and %s\n%s", code, name, value, out)
			}
		})
	}
}
