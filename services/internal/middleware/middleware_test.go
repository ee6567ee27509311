package middleware_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/logging"
	"slipway/services/internal/middleware"
	"slipway/services/internal/problem"
	"slipway/services/internal/requestid"
)

// engine has all middleware in the order of the server, and logs into the
// buffer.
func engine(draining bool) (*gin.Engine, *bytes.Buffer) {
	var out bytes.Buffer
	log := logging.New(&out, "catalog", slog.LevelDebug)
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.Use(
		requestid.Middleware(),
		middleware.AccessLog(log, func(route string) bool { return route == "/healthz" }),
		middleware.Recover(log),
		middleware.CloseWhenDraining(func() bool { return draining }),
	)
	e.NoRoute(func(c *gin.Context) { c.String(http.StatusNotFound, "none") })
	e.GET("/healthz", func(c *gin.Context) { c.Status(http.StatusServiceUnavailable) })
	e.GET("/items/:id", func(c *gin.Context) { c.String(http.StatusOK, "four") })
	e.GET("/panic", func(*gin.Context) { panic(errors.New("nil map")) })
	e.GET("/panic-late", func(c *gin.Context) { c.String(http.StatusOK, "ha"); panic("lf") })
	return e, &out
}

func get(t *testing.T, e http.Handler, path string) (rec *httptest.ResponseRecorder, panicked any) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set(requestid.Header, "r-1")
	rec = httptest.NewRecorder()
	defer func() { panicked = recover() }()
	e.ServeHTTP(rec, req)
	return rec, nil
}

func TestAccessLog(t *testing.T) {
	tests := []struct {
		path, route, level string
		status, bytes      float64
	}{
		{"/items/secret?token=secret", "/items/:id", "INFO", 200, 4},
		{"/healthz", "/healthz", "DEBUG", 503, 0},
		{"/secret", "unmatched", "INFO", 404, 4},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			e, out := engine(false)
			get(t, e, tt.path)

			var line map[string]any
			if err := json.Unmarshal(out.Bytes(), &line); err != nil {
				t.Fatalf("log is not one JSON line: %v\n%s", err, out)
			}
			want := map[string]any{"msg": "request", "method": "GET", "route": tt.route, "level": tt.level,
				"status": tt.status, "bytes": tt.bytes, "request_id": "r-1"}
			for k, v := range want {
				if line[k] != v {
					t.Errorf("%s = %v, want %v", k, line[k], v)
				}
			}
			if _, ok := line["duration_ms"].(float64); !ok {
				t.Errorf("duration_ms = %v, want a number", line["duration_ms"])
			}
			if strings.Contains(out.String(), "secret") {
				t.Errorf("the log holds a value from the path: %s", out)
			}
		})
	}
}

func TestRecover(t *testing.T) {
	e, out := engine(false)
	rec, panicked := get(t, e, "/panic")
	if panicked != nil {
		t.Fatalf("the panic came through: %v", panicked)
	}
	var got problem.Problem
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatalf("body %q: %v", rec.Body, err)
	}
	if rec.Code != 500 || got.RequestID != "r-1" || got.Detail == "" || strings.Contains(got.Detail, "nil map") {
		t.Errorf("= %d %+v, want 500 with the request id and without the cause", rec.Code, got)
	}
	for _, want := range []string{"nil map", "middleware_test.go", `"status":500`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %q: %s", want, out)
		}
	}
	if n := strings.Count(out.String(), `"request_id":"r-1"`); n != 2 {
		t.Errorf("%d lines carry the request id, want the panic and the access line", n)
	}
}

func TestRecoverBreaksAResponseThatHasBegun(t *testing.T) {
	e, out := engine(false)
	rec, panicked := get(t, e, "/panic-late")
	if err, ok := panicked.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
		t.Errorf("panicked with %v, want http.ErrAbortHandler so that the connection closes", panicked)
	}
	if rec.Body.String() != "ha" {
		t.Errorf("body = %q, want nothing added to it", rec.Body)
	}
	if !strings.Contains(out.String(), `"msg":"request"`) {
		t.Errorf("no access line: %s", out)
	}
}

func TestCloseWhenDraining(t *testing.T) {
	for draining, want := range map[bool]string{false: "", true: "close"} {
		e, _ := engine(draining)
		rec, _ := get(t, e, "/items/1")
		if got := rec.Header().Get("Connection"); got != want {
			t.Errorf("draining %v: Connection = %q, want %q", draining, got, want)
		}
	}
}
