package connect

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"
	"time"
)

// attempts are a call's: the first, and two more where a task took no connection, as Service Connect does.
const attempts = 3

var errNobody = errors.New("no task is behind the name")

// proxy spreads calls over the tasks behind one name.
type proxy struct {
	reverse *httputil.ReverseProxy
	next    http.RoundTripper

	mu      sync.Mutex
	targets []string
	timeout time.Duration
	turn    int
}

func newProxy() *proxy {
	p := &proxy{next: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: time.Second}).DialContext,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     5 * time.Second,
		DisableCompression:  true, // the answer is the client's, as it is
	}}
	p.reverse = &httputil.ReverseProxy{
		Transport:     p,
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", r.In.Host // whom it goes to, RoundTrip says
			r.Out.URL.RawQuery = r.In.URL.RawQuery               // the proxy drops what it cannot parse
			r.SetXForwarded()
		},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Set("Server", "envoy")
			return nil
		},
		ErrorHandler: failed,
		ErrorLog:     slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	return p
}

func (p *proxy) lead(targets []string, timeout time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.targets, p.timeout = targets, timeout
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	timeout := p.timeout
	p.mu.Unlock()
	if timeout > 0 {
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		r = r.WithContext(ctx)
	}
	p.reverse.ServeHTTP(w, r)
}

// RoundTrip asks one task, and another where the first took no connection: it has seen nothing of the call.
func (p *proxy) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	err = errNobody
	tried := p.take()
	for _, target := range tried {
		out := r.Clone(r.Context())
		out.URL.Host = target
		if r.Body != nil && r.Body != http.NoBody {
			out.Body = io.NopCloser(r.Body) // the transport closes what it was given, and the next one is given it too
		}
		answer, err = p.next.RoundTrip(out)
		var dial *net.OpError
		if err == nil || !errors.As(err, &dial) || dial.Op != "dial" || r.Context().Err() != nil {
			return answer, err
		}
	}
	return answer, err
}

// take gives the tasks to try, the next in turn first.
func (p *proxy) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.targets) == 0 {
		return nil
	}
	first := p.turn % len(p.targets)
	p.turn++
	inTurn := append(append([]string{}, p.targets[first:]...), p.targets[:first]...)
	return inTurn[:min(attempts, len(inTurn))]
}

// failed answers as Envoy does, in its words.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	status, text := http.StatusServiceUnavailable, "upstream connect error or disconnect/reset before headers"
	switch {
	case errors.Is(err, errNobody):
		text = "no healthy upstream"
	case errors.Is(r.Context().Err(), context.DeadlineExceeded):
		status, text = http.StatusGatewayTimeout, "upstream request timeout"
	}
	slog.Debug("a service that another calls did not answer", "host", r.Host, "status", status, "error", err)
	w.Header().Set("Server", "envoy")
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the client is gone when this fails
}
