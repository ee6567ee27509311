package balancer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"slipway/emulator/gateway/balancer/target"
)

// running is a balancer before a fake moto, and where it serves.
type running struct {
	t           *testing.T
	moto        *moto
	balancer    *Balancer
	http, https string
}

// run begins one whose health checks come speed times as often as the settings say.
func run(t *testing.T, m *moto, speed float64) *running {
	t.Helper()
	api := httptest.NewServer(m)
	t.Cleanup(api.Close)
	b, err := New(api.URL, speed)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, moto: m, balancer: b}
	done := make(chan error, 3)
	serve := func(secure bool) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() { done <- b.Serve(ctx, l, secure) }()
		return l.Addr().String()
	}
	r.http, r.https = serve(false), serve(true)
	go func() { b.Run(ctx); done <- nil }()
	t.Cleanup(func() {
		cancel()
		for range cap(done) {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
	r.until("it has read the load balancers", func() bool { return len(b.estate.Load().balancers) == len(m.balancer) })
	return r
}

// change changes what moto has, as a call that passes the gateway does.
func (r *running) change(change func()) {
	r.moto.change(change)
	r.balancer.Changed()
}

// until waits for what comes by itself.
func (r *running) until(what string, seen func() bool) {
	r.t.Helper()
	for begun := time.Now(); !seen(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			r.t.Fatalf("waited for this in vain: %s; told: %v", what, r.moto.heard())
		}
	}
}

// state is what moto was told of a target.
func (r *running) state(group string, at target.Address) target.State {
	r.moto.mu.Lock()
	defer r.moto.mu.Unlock()
	return r.moto.groups[group].targets[at].State
}

// health is what the balancer itself knows of a target; "" when it has it no longer.
func (r *running) health(group string, at target.Address) target.State {
	return r.balancer.group(group).Health()[at].State
}

// client reaches the balancer under every name, and follows no redirect.
func (r *running) client() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(r.balancer.authority.PEM())
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			to := r.http
			if strings.HasSuffix(address, ":443") {
				to = r.https
			}
			return (&net.Dialer{}).DialContext(ctx, network, to)
		},
		TLSClientConfig: &tls.Config{RootCAs: roots},
	}
	r.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// get is the status, and the location or the text, of an answer.
func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if location := response.Header.Get("Location"); location != "" {
		return response.StatusCode, location
	}
	return response.StatusCode, string(body)
}

// task is a target that the test serves.
func task(t *testing.T, handler http.HandlerFunc) (*httptest.Server, target.Address) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	host, text, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return server, target.Address{ID: host, Port: port}
}

// orders is a group whose health path is /healthz.
func orders(targets ...target.Address) *fakeGroup {
	g := &fakeGroup{interval: 5, timeout: 2, delay: 30, path: "/healthz", codes: "200", targets: map[target.Address]target.Health{}}
	for _, at := range targets {
		g.targets[at] = target.Health{}
	}
	return g
}

// plain is a load balancer that forwards all to one group.
func plain(group string) []fakeBalancer {
	return []fakeBalancer{{name: "shop", idle: 60, listeners: []fakeListener{{
		protocol: "HTTP", port: 80, rules: []string{ruleXML("default", forwardTo(group))},
	}}}}
}

func newRecorder(handler http.Handler, method, path string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
	return recorder
}
