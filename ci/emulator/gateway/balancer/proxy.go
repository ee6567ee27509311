package balancer

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"regexp"
	"strconv"
	"strings"
	"time"

	"slipway/emulator/gateway/balancer/target"
	"slipway/emulator/gateway/declared"
)

var (
	errIdle  = errors.New("neither side said anything for the load balancer's idle timeout")
	errEnded = errors.New("the target's deregistration delay was over before it had answered")
)

// errNotEstablished is ALB's ten seconds for a connection to a target.
var errNotEstablished = errors.New("the target took no connection within ten seconds")

// passage is the way of one request to its target.
type passage struct {
	lease  *target.Lease
	lb     *loadBalancer
	port   int
	secure bool
	idle   *time.Timer
}

type passageKey struct{}

func newProxy() *httputil.ReverseProxy {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &httputil.ReverseProxy{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dialer.DialContext(ctx, network, address)
				var late net.Error
				if errors.As(err, &late) && late.Timeout() {
					err = fmt.Errorf("%w: %w", errNotEstablished, err)
				}
				return conn, err
			},
			// A load balancer does not look at the certificates of its targets.
			TLSClientConfig:     &tls.Config{InsecureSkipVerify: true},
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     30 * time.Second,
			DisableCompression:  true, // the answer is the client's, as it is
		},
		FlushInterval: -1,
		Rewrite:       rewrite,
		ModifyResponse: func(r *http.Response) error {
			idle := passageOf(r.Request).idle
			if r.StatusCode == http.StatusSwitchingProtocols {
				idle.Stop() // what follows is no HTTP
				return nil
			}
			r.Body = active{r.Body, idle, passageOf(r.Request).lb.idle}
			return nil
		},
		ErrorHandler: failed,
		ErrorLog:     slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
}

func passageOf(r *http.Request) passage { return r.Context().Value(passageKey{}).(passage) }

// pass sends the request to the target and its answer back.
func (b *Balancer) pass(w http.ResponseWriter, r *http.Request, p passage) {
	defer p.lease.Return()
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	defer context.AfterFunc(p.lease.Ended, func() { cancel(errEnded) })()
	p.idle = time.AfterFunc(p.lb.idle, func() { cancel(errIdle) })
	defer p.idle.Stop()
	r = r.WithContext(context.WithValue(ctx, passageKey{}, p))
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = active{r.Body, p.idle, p.lb.idle}
	}
	b.proxy.ServeHTTP(w, r)
}

// active is a body that puts off the idle timeout with whatever comes through it.
type active struct {
	io.ReadCloser
	idle  *time.Timer
	limit time.Duration
}

func (a active) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if a.idle.Stop() { // one that has fired stays so
		a.idle.Reset(a.limit)
	}
	return n, err
}

// validName is what ALB takes as the name of a header field.
var validName = regexp.MustCompile(`^[-A-Za-z0-9]+$`)

func rewrite(p *httputil.ProxyRequest) {
	way := passageOf(p.In)
	out := p.Out
	out.URL.Scheme = strings.ToLower(way.lease.Protocol)
	out.URL.Host = net.JoinHostPort(way.lease.Address.ID, strconv.Itoa(way.lease.Address.Port))
	out.URL.RawQuery = p.In.URL.RawQuery // the proxy drops what it cannot parse
	if way.lb.dropInvalid {
		for name := range out.Header {
			if !validName.MatchString(name) {
				delete(out.Header, name)
			}
		}
	}
	client, _, _ := net.SplitHostPort(p.In.RemoteAddr)
	before := p.In.Header["X-Forwarded-For"]
	switch way.lb.forwarded {
	case "remove":
	case "preserve":
		out.Header["X-Forwarded-For"] = before
	default:
		out.Header.Set("X-Forwarded-For", strings.Join(append(before[:len(before):len(before)], client), ", "))
	}
	protocol := "http"
	if way.secure {
		protocol = "https"
	}
	out.Header.Set("X-Forwarded-Proto", protocol)
	out.Header.Set("X-Forwarded-Port", strconv.Itoa(way.port))
	if out.Header.Get("X-Amzn-Trace-Id") == "" {
		out.Header.Set("X-Amzn-Trace-Id", traceID())
	}
	declared.Body(out)
}

func traceID() string {
	var id [12]byte
	_, _ = rand.Read(id[:]) // never fails
	return fmt.Sprintf("Root=1-%08x-%s", time.Now().Unix(), hex.EncodeToString(id[:]))
}

// failed answers for a target that did not: 504 where it was too slow, 502 where it broke off.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	cause := context.Cause(r.Context())
	status := http.StatusBadGateway
	if errors.Is(cause, errIdle) || errors.Is(err, errNotEstablished) {
		status = http.StatusGatewayTimeout
	}
	if errors.Is(cause, errIdle) || errors.Is(cause, errEnded) {
		err = cause
	}
	address := passageOf(r).lease.Address
	slog.Debug("a target did not answer", "target", address.ID, "port", address.Port, "status", status, "error", err)
	refuse(w, status)
}

// refuse answers as ALB does, without a word about the cause.
func refuse(w http.ResponseWriter, status int) {
	text := fmt.Sprintf("%d %s", status, http.StatusText(status))
	w.Header().Set("Server", "awselb/2.0")
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n</body>\r\n</html>\r\n", text, text)
}
