package problem_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/logging"
	"slipway/services/internal/problem"
	"slipway/services/internal/requestid"
)

func TestProblems(t *testing.T) {
	var log bytes.Buffer
	logger := logging.New(&log, "catalog", slog.LevelInfo)
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.Use(requestid.Middleware())
	engine.NoRoute(problem.NotFound)
	engine.NoMethod(problem.MethodNotAllowed)
	engine.GET("/internal", func(c *gin.Context) {
		problem.Internal(c, logger, errors.New("password is hunter2"))
	})
	engine.GET("/dependency", func(c *gin.Context) {
		problem.Dependency(c, logger, errors.New("dial 10.0.0.7 as hunter2"))
	})

	tests := []struct {
		method, path string
		kind         problem.Kind
		says         string
	}{
		{"GET", "/nowhere", problem.NoSuchPath, "no such path"},
		{"POST", "/internal", problem.WrongMethod, "does not accept POST; use one of GET"},
		{"GET", "/internal", problem.Fault, problem.InternalMessage},
		{"GET", "/dependency", problem.Unavailable, problem.UnavailableMessage},
	}
	for _, tt := range tests {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			req := httptest.NewRequest(tt.method, tt.path, nil)
			req.Header.Set(requestid.Header, "r-1")
			rec := httptest.NewRecorder()
			engine.ServeHTTP(rec, req)

			if rec.Code != tt.kind.Status {
				t.Errorf("status = %d, want %d", rec.Code, tt.kind.Status)
			}
			if ct := rec.Header().Get("Content-Type"); ct != problem.ContentType {
				t.Errorf("Content-Type = %q, want %s", ct, problem.ContentType)
			}
			var got problem.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
				t.Fatalf("body %q: %v", rec.Body, err)
			}
			if got.Type != tt.kind.Type() || got.Status != tt.kind.Status || got.Title == "" || got.RequestID != "r-1" || !strings.Contains(got.Detail, tt.says) {
				t.Errorf("body = %+v, want %s with %q and request_id r-1", got, tt.kind.Type(), tt.says)
			}
			if strings.Contains(rec.Body.String(), "hunter2") {
				t.Errorf("the caller sees the cause: %s", rec.Body)
			}
		})
	}
	if !strings.Contains(log.String(), "hunter2") || !strings.Contains(log.String(), `"request_id":"r-1"`) {
		t.Errorf("the log lacks the cause or the request: %s", &log)
	}
}
