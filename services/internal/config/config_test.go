package config_test

import (
	"log/slog"
	"maps"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"slipway/services/internal/config"
)

func reader(env map[string]string) *config.Reader {
	return config.NewReader(func(name string) string { return env[name] })
}

func TestLoad(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want config.Config
	}{
		"defaults": {
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second},
		},
		"empty is unset": {
			env:  map[string]string{"PORT": "", "LOG_LEVEL": "", "SHUTDOWN_DELAY": "", "SHUTDOWN_TIMEOUT": ""},
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second},
		},
		"all set": {
			env:  map[string]string{"PORT": "9000", "LOG_LEVEL": "DEBUG", "SHUTDOWN_DELAY": "0s", "SHUTDOWN_TIMEOUT": "1m30s"},
			want: config.Config{Port: 9000, LogLevel: slog.LevelDebug, ShutdownTimeout: 90 * time.Second},
		},
		"clients and tokens": {
			env: map[string]string{"TRUSTED_PROXIES": "10.0.0.0/16, fd00::/8", "RATE_LIMIT": "50", "ADMIN_PORT": "9090", "PPROF": "true",
				"JWKS_URL": "https://issuer.example/keys", "JWT_ISSUER": "https://issuer.example", "JWT_AUDIENCE": "catalog"},
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second,
				TrustedProxies: []string{"10.0.0.0/16", "fd00::/8"}, RateLimit: 50, AdminPort: 9090, Pprof: true,
				Tokens: &config.Tokens{JWKS: &url.URL{Scheme: "https", Host: "issuer.example", Path: "/keys"}, Issuer: "https://issuer.example", Audience: "catalog"}},
		},
		"a collector of both": {
			env: map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"},
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second,
				Telemetry: config.Telemetry{Traces: true, Metrics: true}},
		},
		"a collector of traces": {
			env: map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"},
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second,
				Telemetry: config.Telemetry{Traces: true}},
		},
		"exporters and no collector": {
			env:  map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_METRICS_EXPORTER": "otlp", "OTEL_SERVICE_NAME": "shop"},
			want: config.Config{Port: 8080, LogLevel: slog.LevelInfo, ShutdownDelay: 5 * time.Second, ShutdownTimeout: 20 * time.Second},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			env := reader(tt.env)
			got := config.Load(env)
			if err := env.Err(); err != nil {
				t.Fatalf("Err() = %v, want nil", err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Load() = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ name, value string }{
		{"PORT", "http"}, {"PORT", "0"}, {"PORT", "65536"}, {"PORT", "-1"}, {"PORT", " 8080"}, {"PORT", "8080.5"},
		{"LOG_LEVEL", "verbose"}, {"LOG_LEVEL", "info "},
		{"SHUTDOWN_DELAY", "5"}, {"SHUTDOWN_DELAY", "-1s"}, {"SHUTDOWN_DELAY", "24h"}, {"SHUTDOWN_DELAY", "soon"},
		{"SHUTDOWN_TIMEOUT", "0"}, {"SHUTDOWN_TIMEOUT", "20"}, {"SHUTDOWN_TIMEOUT", "11m"},
		{"TRUSTED_PROXIES", "10.0.0.1"}, {"TRUSTED_PROXIES", "0.0.0.0/0"}, {"TRUSTED_PROXIES", "vpc"}, {"TRUSTED_PROXIES", "10.0.0.0/16,"},
		{"ADMIN_PORT", "8080"}, {"ADMIN_PORT", "metrics"}, {"PPROF", "true"}, {"PPROF", "yes"},
		{"RATE_LIMIT", "-1"}, {"RATE_LIMIT", "fast"}, {"JWKS_URL", "issuer.example"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_TRACES_EXPORTER", "zipkin"},
		{"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"}, {"OTEL_SDK_DISABLED", "yes"}, {"OTEL_TRACES_SAMPLER", "sometimes"},
	}
	for _, tt := range tests {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			env := reader(map[string]string{tt.name: tt.value})
			config.Load(env)
			err := env.Err()
			if err == nil {
				t.Fatal("Err() = nil, want a refusal")
			}
			if msg := err.Error(); !strings.Contains(msg, tt.name) || !strings.Contains(msg, tt.value) {
				t.Errorf("Err() = %q, want the variable and its value in it", msg)
			}
		})
	}
}

// One of them alone would let in more than was meant.
func TestTokensAreSetTogether(t *testing.T) {
	all := map[string]string{"JWKS_URL": "https://issuer.example/keys", "JWT_ISSUER": "https://issuer.example", "JWT_AUDIENCE": "catalog"}
	for left := range all {
		env := maps.Clone(all)
		delete(env, left)
		r := reader(env)
		config.Load(r)
		if err := r.Err(); err == nil || !strings.Contains(err.Error(), left+" is") {
			t.Errorf("without %s: Err() = %v, want it named", left, err)
		}
	}
}

func TestEveryMistakeIsNamedAtOnce(t *testing.T) {
	env := reader(map[string]string{"PORT": "x", "LOG_LEVEL": "x", "SHUTDOWN_DELAY": "x", "SHUTDOWN_TIMEOUT": "x", "CATALOG_URL": "x"})
	config.Load(env)
	env.BaseURL("CATALOG_URL")
	err := env.Err()
	if err == nil {
		t.Fatal("Err() = nil, want five refusals")
	}
	for _, name := range []string{"PORT", "LOG_LEVEL", "SHUTDOWN_DELAY", "SHUTDOWN_TIMEOUT", "CATALOG_URL"} {
		if !strings.Contains(err.Error(), name+" is") {
			t.Errorf("%s is not named in %q", name, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	tests := []struct {
		value string
		ok    bool
	}{
		{"http://catalog.internal:8080", true},
		{"https://shop.example/base/", true},
		{"http://[::1]:8080", true},
		{"catalog.internal:8080", false},
		{"ftp://catalog.internal", false},
		{"http://", false},
		{"http://:8080", false},
		{"/catalog", false},
		{"http://catalog.internal/?a=b", false},
		{"http://user:hunter2@catalog.internal", false},
		{"http://user:hunter2@catalog.internal:port", false},
	}
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			env := reader(map[string]string{"CATALOG_URL": tt.value})
			u, err := env.BaseURL("CATALOG_URL"), env.Err()
			if got := u != nil && err == nil; got != tt.ok {
				t.Fatalf("accepted = %v (error %v), want %v", got, err, tt.ok)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the message shows a password: %v", err)
			}
		})
	}
	if env := reader(nil); env.BaseURL("CATALOG_URL") != nil || env.Err() != nil {
		t.Error("an unset URL must be nil without an error")
	}
}
