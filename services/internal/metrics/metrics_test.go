package metrics_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/metrics"
	"slipway/services/internal/servicetest"
)

func TestRequestsAreCountedByRoute(t *testing.T) {
	t.Setenv("IMAGE_DIGEST", "sha256:1")
	m := metrics.New("catalog")
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, _ any) { c.Status(http.StatusInternalServerError) }), m.Middleware())
	engine.GET("/items/:id", func(c *gin.Context) { c.Status(http.StatusOK) })
	engine.GET("/panic", func(*gin.Context) { panic("at the disco") })
	for _, ask := range [][2]string{
		{"GET", "/items/secret-1"}, {"GET", "/items/secret-2"}, {"GET", "/secret-3"}, {"SECRET4", "/secret-5"}, {"GET", "/panic"},
	} {
		servicetest.Do(engine, ask[0], ask[1], "")
	}
	res := servicetest.Do(m.Handler(), "GET", "/metrics", "")
	for _, want := range []string{
		`http_server_request_duration_seconds_count{method="GET",route="/items/:id",status="200"} 2`,
		`http_server_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1`,
		`http_server_request_duration_seconds_count{method="_OTHER",route="unmatched",status="404"} 1`,
		`http_server_request_duration_seconds_count{method="GET",route="/panic",`,
		`http_server_active_requests 0`,
		`build_info{digest="sha256:1",revision="dev",service="catalog"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(res.Body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	// As many series as callers can think of words would fill the memory.
	if strings.Contains(strings.ToLower(res.Body), "secret") {
		t.Error("a word of a caller became a label")
	}
}
