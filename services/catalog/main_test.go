package main

import (
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"slipway/services/internal/servicetest"
)

func TestMain(m *testing.M) { servicetest.Main(m, main) }

func TestProcessDrainsAndExitsZero(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "IMAGE_DIGEST=sha256:1")
			got := servicetest.Into[map[string]string](t, p.Get(t, "/catalog/version"))
			if got["service"] != service || got["digest"] != "sha256:1" {
				t.Errorf("version = %v, want catalog and the digest", got)
			}
			p.Signal(t, sig)
			code, out := p.Wait(t)
			if code != 0 {
				t.Errorf("exit code = %d, want 0\n%s", code, out)
			}
			for _, want := range []string{"listening", "draining", `"msg":"stopped"`} {
				if !strings.Contains(out, want) {
					t.Errorf("the log lacks %q:\n%s", want, out)
				}
			}
			for line := range strings.Lines(out) {
				if !strings.HasPrefix(line, "{") {
					t.Errorf("a line is not JSON: %s", line)
				}
			}
		})
	}
}

func TestSecondSignalEndsTheDrain(t *testing.T) {
	p := servicetest.Start(t, "SHUTDOWN_DELAY=10m")
	p.Get(t, "/healthz")
	p.Signal(t, syscall.SIGTERM)
	// Once it is unready, the signals have been given back.
	for p.Get(t, "/readyz").Code != 503 {
		runtime.Gosched()
	}
	p.Signal(t, syscall.SIGTERM)
	if code, out := p.Wait(t); code == 0 {
		t.Errorf("exit code = 0, want a failure: the drain was not finished\n%s", out)
	}
}

// Metrics and profiles are for whoever runs the service: at a port of their own,
// and not at that of the load balancer.
func TestMetricsHaveAPortOfTheirOwn(t *testing.T) {
	admin := servicetest.FreePort(t)
	p := servicetest.Start(t, "ADMIN_PORT="+admin, "PPROF=true", "SHUTDOWN_DELAY=0s")
	p.Get(t, "/catalog/products")
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if res := p.Get(t, path); res.Code != 404 {
			t.Errorf("%s at the service's port = %d, want 404", path, res.Code)
		}
	}
	own := *p
	own.URL = "http://127.0.0.1:" + admin
	if res := own.Get(t, "/metrics"); res.Code != 200 || !strings.Contains(res.Body, `http_response_status_code="200",http_route="/catalog/products"} 1`) {
		t.Errorf("/metrics = %d, want the request counted", res.Code)
	}
	if res := own.Get(t, "/debug/pprof/"); res.Code != 200 {
		t.Errorf("/debug/pprof/ = %d, want 200", res.Code)
	}
	if res := own.Get(t, "/debug/pprof/cmdline"); res.Code != 404 {
		t.Errorf("/debug/pprof/cmdline = %d, want 404", res.Code)
	}
	p.Signal(t, syscall.SIGTERM)
	if code, out := p.Wait(t); code != 0 {
		t.Errorf("exit code = %d, want 0\n%s", code, out)
	}
}

// A collector that is away, or that takes what it is sent and never answers, changes
// nothing for callers, and does not keep the service from ending. The SDK itself would
// wait for as long as the settings say here.
func TestACollectorThatIsAwayIsNotWaitedFor(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, address := range map[string]string{"away": "127.0.0.1:" + servicetest.FreePort(t), "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			const forever = "3600000" // milliseconds
			p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+address, "OTEL_EXPORTER_OTLP_TIMEOUT="+forever,
				"OTEL_BSP_EXPORT_TIMEOUT="+forever, "OTEL_BSP_SCHEDULE_DELAY=1", "OTEL_METRIC_EXPORT_TIMEOUT="+forever, "OTEL_METRIC_EXPORT_INTERVAL=1")
			for range 3 {
				if res := p.Get(t, "/catalog/products"); res.Code != 200 {
					t.Errorf("= %d %s, want 200", res.Code, res.Body)
				}
			}
			p.Signal(t, syscall.SIGTERM)
			if code, out := p.Wait(t); code != 0 || !strings.Contains(out, "telemetry was lost") {
				t.Errorf("exit code = %d, want 0 and the loss in the log\n%s", code, out)
			}
		})
	}
}

func TestProcessRefusesBadConfiguration(t *testing.T) {
	for _, env := range []string{"PORT=http", "LOG_LEVEL=loud", "SHUTDOWN_DELAY=5", "SHUTDOWN_TIMEOUT=never"} {
		t.Run(env, func(t *testing.T) {
			name, value, _ := strings.Cut(env, "=")
			code, out := servicetest.Start(t, env).Wait(t)
			if code == 0 || !strings.Contains(out, name) || !strings.Contains(out, value) {
				t.Errorf("exit code %d, want a failure that names %s and %s\n%s", code, name, value, out)
			}
		})
	}
}
