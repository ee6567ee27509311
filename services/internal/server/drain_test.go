package server

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// running is a server on a real port with a request in flight, and a
// SHUTDOWN_DELAY that passes when the test says so.
type running struct {
	t       *testing.T
	url     string
	addr    string
	stop    context.CancelFunc // what SIGTERM does
	delay   chan time.Time     // send: the delay passes
	waiting chan struct{}      // closed: the delay has begun
	release chan struct{}      // close: the handler finishes
	answer  chan string        // what the request in flight got
	served  chan error         // what Serve returned
	log     *bytes.Buffer      // read it only after served
}

func start(t *testing.T, timeout time.Duration) *running {
	t.Helper()
	r := &running{
		t: t, log: new(bytes.Buffer),
		delay: make(chan time.Time), waiting: make(chan struct{}), release: make(chan struct{}),
		answer: make(chan string, 1), served: make(chan error, 1),
	}
	entered := make(chan struct{})
	s := newTest(r.log, func(g gin.IRouter) {
		g.GET("/slow", func(c *gin.Context) {
			close(entered)
			select {
			case <-r.release:
				c.String(http.StatusOK, "finished")
			case <-c.Request.Context().Done():
				c.String(http.StatusOK, "cancelled")
			}
		})
	})
	s.cfg.ShutdownTimeout = timeout
	s.after = func(time.Duration) <-chan time.Time { close(r.waiting); return r.delay }

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.addr = ln.Addr().String()
	r.url = "http://" + r.addr
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r.stop = cancel
	go func() { r.served <- s.Serve(ctx, ln) }()
	go func() {
		_, body := r.get("/catalog/slow")
		r.answer <- body
	}()
	<-entered
	return r
}

// get uses a connection of its own, so that no test depends on another's.
func (r *running) get(path string) (*http.Response, string) {
	transport := new(http.Transport)
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get(r.url + path)
	if err != nil {
		return nil, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return res, err.Error()
	}
	return res, string(body)
}

// refused waits until nothing listens any more.
func (r *running) refused() {
	for {
		conn, err := net.Dial("tcp", r.addr)
		if err != nil {
			return
		}
		_ = conn.Close()
		select {
		case err := <-r.served:
			r.t.Fatalf("Serve returned %v with a request in flight", err)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestDrainLosesNoRequest(t *testing.T) {
	r := start(t, time.Minute)
	if res, body := r.get("/readyz"); res == nil || res.StatusCode != 200 || res.Close {
		t.Fatalf("before the signal /readyz = %s, want 200 and the connection kept", body)
	}

	r.stop()
	<-r.waiting

	// While the delay lasts: unready, alive, and still serving.
	for path, want := range map[string]int{"/readyz": 503, "/catalog/readyz": 503, "/healthz": 200, "/version": 200} {
		res, body := r.get(path)
		if res == nil || res.StatusCode != want {
			t.Errorf("draining %s = %s, want %d", path, body, want)
			continue
		}
		if !res.Close {
			t.Errorf("draining %s does not ask to close the connection", path)
		}
	}
	select {
	case got := <-r.answer:
		t.Fatalf("the request in flight ended early with %q", got)
	case err := <-r.served:
		t.Fatalf("Serve returned %v with a request in flight", err)
	default:
	}

	// After it: the listener is closed, and the request is still there.
	r.delay <- time.Time{}
	r.refused()
	close(r.release)
	if got := <-r.answer; got != "finished" {
		t.Errorf("the request in flight got %q, want finished", got)
	}
	if err := <-r.served; err != nil {
		t.Errorf("Serve() = %v, want nil after a clean drain", err)
	}
}

func TestDrainCutsOffWhatDoesNotFinish(t *testing.T) {
	r := start(t, time.Nanosecond)
	r.stop()
	<-r.waiting
	r.delay <- time.Time{}

	err := <-r.served
	if err == nil || !strings.Contains(err.Error(), "1 request(s) cut off") || !strings.Contains(err.Error(), "SHUTDOWN_TIMEOUT") {
		t.Errorf("Serve() = %v, want the number of requests and the setting", err)
	}
	// The handler was told, and did not hang: start's select has no other way
	// out.
	if got := <-r.answer; got == "finished" {
		t.Errorf("the request in flight got %q, want it cut off", got)
	}
}

func TestServeFailures(t *testing.T) {
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := newTest(io.Discard, func(gin.IRouter) {})
	s.cfg.Port = taken.Addr().(*net.TCPAddr).Port
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "PORT") {
		t.Errorf("Run() on a taken port = %v, want an error that names PORT", err)
	}

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if err := newTest(io.Discard, func(gin.IRouter) {}).Serve(t.Context(), closed); err == nil {
		t.Error("Serve() on a closed listener = nil, want an error")
	}
}
