package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
	"slipway/services/internal/requestid"
)

func newTest(out io.Writer, add func(gin.IRouter)) *Server {
	return New(Options{
		Service: "catalog",
		Config:  config.Load(config.NewReader(func(string) string { return "" })),
		Log:     logging.New(out, "catalog", slog.LevelDebug),
		Routes:  add,
	})
}

func TestSharedRoutes(t *testing.T) {
	s := newTest(io.Discard, func(r gin.IRouter) {
		r.POST("/things", func(c *gin.Context) {
			if _, err := io.ReadAll(c.Request.Body); err != nil {
				c.Status(http.StatusRequestEntityTooLarge)
			}
		})
		r.GET("/panic", func(*gin.Context) { panic("at the disco") })
		r.GET("/address", func(c *gin.Context) { c.String(http.StatusOK, c.ClientIP()) })
	})
	large := strings.Repeat("a", maxBodyBytes+1)
	tests := []struct {
		method, path, body string
		code               int
		says               string
	}{
		{"GET", "/healthz", "", 200, "alive"},
		{"GET", "/catalog/healthz", "", 200, "alive"},
		{"HEAD", "/healthz", "", 200, ""},
		{"GET", "/readyz", "", 200, "ready"},
		{"GET", "/catalog/readyz", "", 200, "ready"},
		{"GET", "/version", "", 200, `"service":"catalog"`},
		{"GET", "/catalog/version", "", 200, `"revision":"dev"`},
		{"GET", "/", "", 404, "request_id"},
		{"GET", "/orders/version", "", 404, "request_id"},
		{"GET", "/healthz/", "", 404, "request_id"},
		{"GET", "/catalogue/things", "", 404, "request_id"},
		{"DELETE", "/catalog/things", "", 405, "use one of POST"},
		{"GET", "/catalog/panic", "", 500, "request_id"},
		{"POST", "/catalog/things", "a", 200, ""},
		{"POST", "/catalog/things", large[1:], 200, ""},
		{"POST", "/catalog/things", large, 413, "larger than 1048576 bytes"},
		{"GET", "/catalog/address", "", 200, "192.0.2.1"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			req := httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body))
			req.Header.Set("X-Forwarded-For", "10.1.1.1")
			req.Header.Set(requestid.Header, "r-1")
			rec := httptest.NewRecorder()
			s.Handler().ServeHTTP(rec, req)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.says) {
				t.Errorf("= %d %s, want %d with %q", rec.Code, rec.Body, tt.code, tt.says)
			}
			if got := rec.Header().Get(requestid.Header); got != "r-1" {
				t.Errorf("%s = %q, want it echoed on every status", requestid.Header, got)
			}
			if ct := rec.Header().Get("Content-Type"); tt.code >= 400 && ct != "application/problem+json" {
				t.Errorf("Content-Type = %q, want a problem's", ct)
			}
		})
	}
}

func TestServerIsBounded(t *testing.T) {
	h := newTest(io.Discard, func(gin.IRouter) {}).http
	for name, set := range map[string]bool{
		"ReadHeaderTimeout": h.ReadHeaderTimeout > 0,
		"ReadTimeout":       h.ReadTimeout > 0,
		"WriteTimeout":      h.WriteTimeout > 0,
		"MaxHeaderBytes":    h.MaxHeaderBytes > 0,
		"IdleTimeout above the load balancer's 60 s": h.IdleTimeout.Seconds() > 60,
	} {
		if !set {
			t.Errorf("%s is not set", name)
		}
	}
}
