package requestid_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/requestid"
)

func TestMiddleware(t *testing.T) {
	tests := map[string]struct {
		sent string
		kept bool
	}{
		"uuid":              {"0b6e1c9e-6f0e-4c39-9a57-0d1f2f0c7a11", true},
		"all the charset":   {"aZ09-_.", true},
		"longest":           {strings.Repeat("a", 64), true},
		"absent":            {"", false},
		"too long":          {strings.Repeat("a", 65), false},
		"space":             {"a b", false},
		"log injection":     {`a","level":"ERROR`, false},
		"markup":            {"<script>", false},
		"control character": {"a\x01", false},
		"not ASCII":         {"é", false},
	}
	gin.SetMode(gin.ReleaseMode)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var inContext string
			engine := gin.New()
			engine.Use(requestid.Middleware())
			engine.GET("/", func(c *gin.Context) { inContext = requestid.From(c.Request.Context()) })

			req := httptest.NewRequest(http.MethodGet, "/", nil)
			if tt.sent != "" {
				req.Header.Set(requestid.Header, tt.sent)
			}
			rec := httptest.NewRecorder()
			engine.ServeHTTP(rec, req)

			got := rec.Header().Get(requestid.Header)
			if got != inContext {
				t.Errorf("response says %q and the context %q, want one id", got, inContext)
			}
			if (got == tt.sent) != tt.kept {
				t.Errorf("sent %q, got %q; want it kept: %v", tt.sent, got, tt.kept)
			}
			if !requestid.Valid(got) {
				t.Errorf("id %q is not valid itself", got)
			}
		})
	}
}

func TestGeneratedIDsDiffer(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(requestid.Middleware())
	seen := map[string]bool{}
	for range 100 {
		rec := httptest.NewRecorder()
		engine.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
		seen[rec.Header().Get(requestid.Header)] = true
	}
	if len(seen) != 100 {
		t.Errorf("100 requests got %d ids", len(seen))
	}
}
