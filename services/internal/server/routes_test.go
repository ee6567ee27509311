package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
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

// Other pages than the service's own have no business with it: a browser asks,
// and nothing tells it that they may.
func TestNoOtherOriginIsLetIn(t *testing.T) {
	s := newTest(io.Discard, func(r gin.IRouter) {
		r.GET("/things", func(c *gin.Context) { c.Status(http.StatusOK) })
	})
	for _, method := range []string{http.MethodGet, http.MethodOptions} {
		req := httptest.NewRequest(method, "/catalog/things", nil)
		req.Header.Set("Origin", "https://evil.example")
		req.Header.Set("Access-Control-Request-Method", http.MethodPost)
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, req)
		for name := range rec.Header() {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s answers with %s", method, name)
			}
		}
		if method == http.MethodOptions && rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("a preflight = %d, want 405", rec.Code)
		}
	}
}

func TestAProxyIsBelievedWhereTheSettingsNameIt(t *testing.T) {
	cfg := config.Load(config.NewReader(func(string) string { return "" }))
	cfg.TrustedProxies, cfg.RateLimit = []string{"192.0.2.0/24"}, 1
	s := New(Options{Service: "catalog", Config: cfg, Log: logging.New(io.Discard, "catalog", slog.LevelInfo),
		Routes: func(r gin.IRouter) {
			r.GET("/address", func(c *gin.Context) { c.String(http.StatusOK, c.ClientIP()) })
		}})
	get := func(path, forwarded string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("X-Forwarded-For", forwarded)
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, req)
		return rec
	}
	// The load balancer adds the address at the end; what stands before it came
	// from the client.
	for i, want := range []int{200, 200, 429} {
		rec := get("/catalog/address", "10.9.9."+strconv.Itoa(i)+", 203.0.113.7")
		if rec.Code != want || want == 200 && rec.Body.String() != "203.0.113.7" {
			t.Errorf("request %d = %d %s, want %d of 203.0.113.7", i+1, rec.Code, rec.Body, want)
		}
	}
	if rec := get("/catalog/address", "203.0.113.8"); rec.Code != 200 {
		t.Errorf("another client = %d, want 200", rec.Code)
	}
	if rec := get("/catalog/healthz", "203.0.113.7"); rec.Code != 200 {
		t.Errorf("a probe = %d, want 200 however often it is asked", rec.Code)
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
