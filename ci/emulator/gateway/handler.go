package main

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"

	"slipway/emulator/gateway/balancer"
	"slipway/emulator/gateway/declared"
	"slipway/emulator/gateway/session"
	"slipway/emulator/gateway/steer"
)

const healthPath = "/_slipway/health"

// refusePushesPath is a switch for tests: from then on the registry takes nothing, as with a role that may not push.
const refusePushesPath = "/_slipway/refuse-pushes"

// newHandler routes the one port: the registry, the health check, and moto for the rest. A test can steer all of it. What
// has a load balancer's name, or asks as of an HTTP proxy, comes to the load balancers. Sessions in tasks have a stream where there are any.
func newHandler(moto *url.URL, registry http.Handler, kind runKinds, balancers *balancer.Balancer, sessions http.Handler) http.Handler {
	proxy := noticing(newProxy(moto), balancers.Changed)
	own := http.NewServeMux()
	balancers.Control(own)
	if sessions != nil {
		own.Handle(session.Pattern, sessions)
	}
	var refusing atomic.Bool
	steered := steer.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == refusePushesPath && r.Method == http.MethodPost:
			refusing.Store(true)
			w.WriteHeader(http.StatusNoContent)
		case isRegistry(r) && refusing.Load() && r.Method != http.MethodGet && r.Method != http.MethodHead:
			refuse(w, http.StatusForbidden, "DENIED", "pushes are refused: a test asked for it with "+refusePushesPath)
		case isRegistry(r):
			registry.ServeHTTP(w, r)
		case r.URL.Path == healthPath:
			health(w, r, moto, kind)
		default:
			if _, pattern := own.Handler(r); pattern != "" {
				own.ServeHTTP(w, r)
				return
			}
			proxy.ServeHTTP(w, r)
		}
	}), isRegistry)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if balancer.Means(r) {
			balancers.ServeHTTP(w, r)
			return
		}
		steered.ServeHTTP(w, r)
	})
}

// isRegistry tells a registry client from an AWS client: several AWS services have paths under /v2/ too, but their requests are
// signed, and an S3 key may begin with v2/ when the bucket is in the host name.
func isRegistry(r *http.Request) bool {
	if r.URL.Path != "/v2" && !strings.HasPrefix(r.URL.Path, "/v2/") {
		return false
	}
	signed := strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-") || r.URL.Query().Has("X-Amz-Signature")
	return !signed && !strings.Contains(r.Host, ".s3.")
}

func newProxy(moto *url.URL) *httputil.ReverseProxy {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// A connection for each call, which is what moto's server leaves us with anyhow: it closes after each answer. On a kept
	// one, a call can meet its end after moto did it; net/http or the client then sends it again, and a lock refuses its owner.
	transport.DisableKeepAlives = true
	transport.Proxy = nil
	// moto's bodies go through as they are: decompressing them here would lose the Content-Encoding of S3 objects.
	transport.DisableCompression = true
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host = moto.Scheme, moto.Host
			p.Out.Host = hostFor(p.In.Host)
			p.Out.Header.Set("X-Forwarded-Host", p.In.Host) // for addresses that an answer names
			// The proxy drops what it cannot parse; a signed query must stay as it was signed.
			p.Out.URL.RawQuery = p.In.URL.RawQuery
			p.Out.Header.Set(steer.VerdictHeader, "record")
			declared.Body(p.Out)
		},
		ModifyResponse: func(r *http.Response) error {
			if r.StatusCode >= http.StatusInternalServerError {
				slog.Error("moto failed", "call", call(r.Request), "status", r.Status)
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			slog.Error("moto did not answer", "call", call(r), "error", err)
			answer(w, http.StatusBadGateway, map[string]string{
				"error": "moto did not answer " + r.Method + " " + r.URL.Path + ": " + err.Error(),
			})
		},
	}
}

// call names a request to AWS: by its action, where the address does not.
func call(r *http.Request) string {
	return strings.TrimSpace(r.Method + " " + r.URL.Path + " " + r.Header.Get("X-Amz-Target"))
}

// hostFor keeps the host names that mean something to moto: it reads the bucket of a virtual-hosted S3 request, and the service of
// others, from an AWS host name. It would also read a bucket from any other name with a dot, such as the one a container network
// gives this service; that becomes localhost, whose buckets are in the path.
func hostFor(host string) string {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	aws := strings.HasSuffix(name, ".amazonaws.com") || strings.Contains(name, ".s3.") || strings.HasPrefix(name, "s3.")
	if aws || !strings.Contains(name, ".") || net.ParseIP(name) != nil {
		return host
	}
	return "localhost"
}

func health(w http.ResponseWriter, r *http.Request, moto *url.URL, kind runKinds) {
	if err := pingMoto(r.Context(), moto); err != nil {
		answer(w, http.StatusServiceUnavailable, map[string]string{"status": "moto does not answer", "error": err.Error()})
		return
	}
	answer(w, http.StatusOK, struct {
		Status string `json:"status"`
		runKinds
	}{"ok", kind})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client is gone when this fails; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
