// Package servicetest helps the tests of the services: it calls a handler, and
// it runs a whole service as a process of its own.
package servicetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Response is a response with its body read.
type Response struct {
	Code   int
	Header http.Header
	Body   string
}

// Do sends one request to h. Headers are pairs of a name and a value.
func Do(h http.Handler, method, path, body string, headers ...string) Response {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return Response{Code: rec.Code, Header: rec.Header(), Body: rec.Body.String()}
}

// Into decodes the body of a response.
func Into[T any](t *testing.T, r Response) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.Body), &v); err != nil {
		t.Fatalf("status %d, body %q: %v", r.Code, r.Body, err)
	}
	return v
}

// JSON is v as it is sent.
func JSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asMain tells the test binary to be the service instead.
const asMain = "SERVICETEST_MAIN"

// Main is for TestMain: it runs the tests, or main when Start started this
// process. So the process under test has the very main that ships.
func Main(m *testing.M, main func()) {
	if os.Getenv(asMain) != "" {
		main()
		return
	}
	code := m.Run()
	stopServer()
	os.Exit(code)
}

// Process is a service that runs.
type Process struct {
	URL string
	cmd *exec.Cmd
	out *bytes.Buffer
}

// FreePort is a port that nobody listens on.
func FreePort(t *testing.T) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(port)
}

// Start runs the service on a free port with env, pairs of NAME=value, and
// nothing else in its environment. It does not wait until it answers.
func Start(t *testing.T, env ...string) *Process { return Run(t, nil, env...) }

// Run is Start with arguments, for what is no server.
func Run(t *testing.T, args []string, env ...string) *Process {
	t.Helper()
	port := FreePort(t)

	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{URL: "http://127.0.0.1:" + port, cmd: exec.CommandContext(t.Context(), exe, args...), out: new(bytes.Buffer)}
	// The later of two values counts, so env may set another PORT. The race
	// detector would otherwise hold every exit for a second, and coverage
	// would complain in the output.
	p.cmd.Env = append([]string{asMain + "=1", "PORT=" + port,
		"GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + t.TempDir()}, env...)
	p.cmd.Stdout = p.out
	p.cmd.Stderr = p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// Get waits until the service answers path, and returns the answer.
func (p *Process) Get(t *testing.T, path string) Response {
	t.Helper()
	return p.Do(t, http.MethodGet, path, "")
}

// Do waits until the service takes a connection. What it does not take was not
// asked, so that asking again does nothing twice.
func (p *Process) Do(t *testing.T, method, path, body string) Response {
	t.Helper()
	for range 1000 {
		req, err := http.NewRequestWithContext(t.Context(), method, p.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return Response{Code: res.StatusCode, Header: res.Header, Body: string(answer)}
	}
	t.Fatalf("%s does not answer", p.URL)
	return Response{}
}

// Signal sends sig.
func (p *Process) Signal(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

// hung is so far beyond what any test waits for that only a service that never
// ends reaches it, on however slow a machine.
const hung = time.Minute

// Wait returns the exit code and the output once the service has ended. The
// code is -1 when a signal ended it.
func (p *Process) Wait(t *testing.T) (int, string) {
	t.Helper()
	watchdog := time.AfterFunc(hung, func() { _ = p.cmd.Process.Kill() })
	_ = p.cmd.Wait() // the exit code says it
	if !watchdog.Stop() {
		t.Fatalf("the service did not end; its output:\n%s", p.out)
	}
	return p.cmd.ProcessState.ExitCode(), p.out.String()
}
