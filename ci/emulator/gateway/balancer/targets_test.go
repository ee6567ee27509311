package balancer

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"slipway/emulator/gateway/balancer/target"
)

func TestWhatTheTargetHears(t *testing.T) {
	heard := make(chan http.Header, 1)
	_, at := task(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			r.Header.Set("Host", r.Host)
			r.Header.Set("Uri", r.RequestURI)
			heard <- r.Header
		}
	})
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(at)
	r := run(t, m, 1)
	r.until("the target is healthy", func() bool { return r.state("orders", at) == target.Healthy })
	request, _ := http.NewRequest(http.MethodGet, "http://"+r.http+"/a%2Fb?x=1;y", nil)
	request.Host = "Shop.example.com"
	request.Header.Set("X-Forwarded-For", "203.0.113.7")
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header["under_score"] = []string{"1"}
	response, err := r.client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	got, want := <-heard, map[string]string{
		"Host": "Shop.example.com", "Uri": "/a%2Fb?x=1;y", "X-Forwarded-For": "203.0.113.7, 127.0.0.1",
		"X-Forwarded-Proto": "http", "X-Forwarded-Port": "80", "X-Forwarded-Host": "", "Under_score": "",
	}
	for name, value := range maps.All(want) {
		if got.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, got.Get(name), value)
		}
	}
	if !strings.HasPrefix(got.Get("X-Amzn-Trace-Id"), "Root=1-") {
		t.Errorf("trace %q", got.Get("X-Amzn-Trace-Id"))
	}
}

func TestAnswersForTargetsThatDoNot(t *testing.T) {
	release := make(chan struct{})
	_, breaks := task(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, hangs := task(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	gone, refuses := task(t, nil)
	gone.Close()
	m := newMoto(t)
	m.balancer = plain("breaks")
	m.balancer[0].idle = 1
	for i, group := range []string{"empty", "refuses", "hangs"} {
		m.balancer[0].listeners[0].rules = append(m.balancer[0].listeners[0].rules,
			ruleXML(string(rune('1'+i)), forwardTo(group), "path-pattern=/"+group))
	}
	m.groups = map[string]*fakeGroup{"breaks": orders(breaks), "empty": orders(), "refuses": orders(refuses), "hangs": orders(hangs)}
	r := run(t, m, 1)
	r.until("all targets are known", func() bool { return len(r.balancer.group("hangs").Health()) == 1 })
	for path, want := range map[string]int{"/": 502, "/empty": 503, "/refuses": 502, "/hangs": 504} {
		if status, text := get(t, r.client(), "http://lb"+path); status != want || !strings.Contains(text, http.StatusText(want)) {
			t.Errorf("%s: %d %q, want %d", path, status, text, want)
		}
	}
}

// A connection that becomes another protocol goes through, as WebSockets do.
func TestUpgrade(t *testing.T) {
	_, at := task(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			return
		}
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "echo")
		w.WriteHeader(http.StatusSwitchingProtocols)
		conn, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		line, _ := both.ReadString('\n')
		_, _ = io.WriteString(conn, "heard "+line)
	})
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(at)
	r := run(t, m, 1)
	r.until("the target is healthy", func() bool { return r.state("orders", at) == target.Healthy })
	conn, err := net.Dial("tcp", r.http)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET /chat HTTP/1.1\r\nHost: lb\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	back := bufio.NewReader(conn)
	response, err := http.ReadResponse(back, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v %v", response, err)
	}
	_, _ = io.WriteString(conn, "hello\n")
	if line, err := back.ReadString('\n'); line != "heard hello\n" {
		t.Errorf("%q %v", line, err)
	}
}

// Simulated tasks have invented addresses, which nobody may ask for anything.
func TestSimulatedTasksAreLeftAlone(t *testing.T) {
	_, at := task(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked for %s", r.URL) })
	m := newMoto(t)
	m.tasks, m.balancer, m.groups["orders"] = "simulated", plain("orders"), orders(at)
	r := run(t, m, 1)
	if status, text := get(t, r.client(), "http://lb/"); status != 503 || !strings.Contains(text, "simulated") {
		t.Errorf("%d %s", status, text)
	}
	if told := m.heard(); len(told) > 0 {
		t.Errorf("told %v", told)
	}
}

func TestNothingRunsOnAfterTheEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("running", func(t *testing.T) {
		_, at := task(t, func(http.ResponseWriter, *http.Request) {})
		m := newMoto(t)
		m.balancer, m.groups["orders"] = plain("orders"), orders(at)
		r := run(t, m, 50)
		r.until("the target is healthy", func() bool { return r.state("orders", at) == target.Healthy })
		for range 20 {
			get(t, r.client(), "http://lb/")
		}
		r.change(func() { m.balancer[0].listeners[0].rules = []string{ruleXML("default", fixed(200, "bye"))} })
		r.until("the group is gone", func() bool { return r.balancer.group("orders") == nil })
	})
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	for begun := time.Now(); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
