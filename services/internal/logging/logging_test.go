package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"slipway/services/internal/logging"
	"slipway/services/internal/requestid"
)

func TestEveryLineCarriesTheRequestID(t *testing.T) {
	tests := map[string]func(*slog.Logger) *slog.Logger{
		"plain":      func(l *slog.Logger) *slog.Logger { return l },
		"with attrs": func(l *slog.Logger) *slog.Logger { return l.With("order", "1") },
	}
	for name, derive := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			log := derive(logging.New(&out, "catalog", slog.LevelInfo))
			log.InfoContext(requestid.With(context.Background(), "r-1"), "hello")

			var line map[string]any
			if err := json.Unmarshal(out.Bytes(), &line); err != nil {
				t.Fatalf("line %q: %v", out.String(), err)
			}
			for k, want := range map[string]string{"request_id": "r-1", "service": "catalog", "revision": "dev", "msg": "hello", "level": "INFO"} {
				if line[k] != want {
					t.Errorf("%s = %v, want %q", k, line[k], want)
				}
			}
		})
	}
}

func TestLevelAndAbsentRequest(t *testing.T) {
	var out bytes.Buffer
	log := logging.New(&out, "catalog", slog.LevelWarn)
	log.Info("too quiet to be heard")
	if out.Len() != 0 {
		t.Errorf("an info line was written at level warn: %s", &out)
	}
	log.Warn("no request")
	if bytes.Contains(out.Bytes(), []byte("request_id")) {
		t.Errorf("a line outside a request names one: %s", &out)
	}
}
