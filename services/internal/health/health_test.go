package health_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/health"
	"slipway/services/internal/logging"
)

func check(name string, err error) health.Check {
	return health.Check{Name: name, Run: func(context.Context) error { return err }}
}

func TestReady(t *testing.T) {
	panics := health.Check{Name: "cache", Run: func(context.Context) error { panic("nil map") }}
	tests := map[string]struct {
		checks []health.Check
		drain  bool
		code   int
		body   string
	}{
		"no dependency":      {nil, false, 200, `{"status":"ready"}`},
		"dependency works":   {[]health.Check{check("catalog", nil)}, false, 200, `{"status":"ready","checks":{"catalog":"ok"}}`},
		"one of two fails":   {[]health.Check{check("a", nil), check("b", errors.New("10.0.0.7 refused"))}, false, 503, `{"status":"unavailable","checks":{"a":"ok","b":"failed"}}`},
		"a check panics":     {[]health.Check{panics}, false, 503, `{"status":"unavailable","checks":{"cache":"failed"}}`},
		"draining":           {nil, true, 503, `{"status":"draining"}`},
		"draining and works": {[]health.Check{check("catalog", nil)}, true, 503, `{"status":"draining"}`},
	}
	gin.SetMode(gin.ReleaseMode)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			ready := health.NewReadiness(logging.New(&log, "orders", slog.LevelInfo), tt.checks...)
			if tt.drain {
				ready.Drain()
			}
			engine := gin.New()
			engine.GET("/healthz", health.Alive)
			engine.GET("/readyz", ready.Ready)

			rec := get(engine, "/readyz")
			if rec.Code != tt.code || rec.Body.String() != tt.body {
				t.Errorf("/readyz = %d %s, want %d %s", rec.Code, rec.Body, tt.code, tt.body)
			}
			if strings.Contains(rec.Body.String(), "10.0.0.7") {
				t.Errorf("the reason is public: %s", rec.Body)
			}
			if failed := strings.Contains(tt.body, "failed"); failed != strings.Contains(log.String(), "dependency check failed") {
				t.Errorf("a failing check must be logged, and only that: %q", &log)
			}
			if rec := get(engine, "/healthz"); rec.Code != 200 {
				t.Errorf("/healthz = %d, want 200 whatever /readyz says", rec.Code)
			}
		})
	}
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}
