package balancer

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"slipway/emulator/gateway/balancer/authority"
	"slipway/emulator/gateway/balancer/rule"
)

// Serve answers the connections of a listener, as TLS or as plain HTTP, until it is closed.
func (b *Balancer) Serve(ctx context.Context, l net.Listener, secure bool) error {
	server := &http.Server{
		Handler:           b.handler(secure),
		ReadHeaderTimeout: 60 * time.Second,
		IdleTimeout:       60 * time.Second, // ALB's default; the settings' idle timeout counts while a request is under way
		TLSConfig:         &tls.Config{GetCertificate: b.certificate, MinVersion: tls.VersionTLS12},
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // a client that keeps a connection open must not hold up the stop
		}
	})
	defer stop()
	var err error
	if secure {
		err = server.ServeTLS(l, "", "")
	} else {
		err = server.Serve(l)
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("serve load balancers at %s: %w", l.Addr(), err)
}

// certificate is the one that the load balancer shows for the name that the client says.
func (b *Balancer) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	e := b.estate.Load()
	name := rule.Name(hello.ServerName)
	candidates := e.balancers
	if lb := e.choose(name); lb != nil && (lb.dns == name || lb.listener(true, usualPort(true)) != nil) {
		candidates = []*loadBalancer{lb}
	}
	for _, lb := range candidates {
		if l := lb.listener(true, usualPort(true)); l != nil {
			if c := authority.Choose(l.certificates, name); c != nil {
				return c, nil
			}
		}
	}
	return nil, fmt.Errorf("no load balancer with a certificate has the name %q", name)
}

func (b *Balancer) handler(secure bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := b.estate.Load()
		lb := e.choose(rule.Name(r.Host))
		if lb == nil && r.TLS != nil {
			lb = e.choose(rule.Name(r.TLS.ServerName))
		}
		if lb == nil {
			own(w, http.StatusNotFound, e.unknown(r.Host))
			return
		}
		l := lb.listener(secure, portOf(r, secure))
		if l == nil {
			own(w, http.StatusNotFound, fmt.Sprintf("load balancer %s has no listener for %s: %s", lb.name, protocol(secure), lb.describe()))
			return
		}
		b.answer(w, r, e, lb, l)
	})
}

func (b *Balancer) answer(w http.ResponseWriter, r *http.Request, e *estate, lb *loadBalancer, l *listener) {
	matching := rule.First(l.rules, r)
	if matching == nil { // between two calls of Terraform
		refuse(w, http.StatusServiceUnavailable)
		return
	}
	switch action := matching.Action; {
	case action.Fixed != nil:
		w.Header().Set("Server", "awselb/2.0")
		w.Header().Set("Content-Type", action.Fixed.ContentType)
		w.WriteHeader(action.Fixed.Status)
		fmt.Fprint(w, action.Fixed.Body)
	case action.Redirect != nil:
		w.Header().Set("Location", action.Redirect.Location(r, protocol(l.tls), l.port))
		refuse(w, action.Redirect.Status)
	case e.simulated:
		own(w, http.StatusServiceUnavailable, "its tasks are simulated here, so nothing is behind this load balancer")
	default:
		group := b.group(action.Pick())
		if group == nil {
			refuse(w, http.StatusServiceUnavailable)
			return
		}
		lease := group.Take()
		if lease == nil {
			refuse(w, http.StatusServiceUnavailable)
			return
		}
		b.pass(w, r, passage{lease: lease, lb: lb, port: l.port, secure: l.tls})
	}
}

func protocol(secure bool) string {
	if secure {
		return "HTTPS"
	}
	return "HTTP"
}

// portOf is the port that the client means: the one in its Host header, which need not be that of the connection.
func portOf(r *http.Request, secure bool) int {
	if _, text, err := net.SplitHostPort(r.Host); err == nil {
		if port, err := strconv.Atoi(text); err == nil {
			return port
		}
	}
	return usualPort(secure)
}

// own answers where AWS has nobody who would: there the name would not be found, or the connection refused.
func own(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Server", "slipway-emulator")
	http.Error(w, "Slipway's emulator: "+text, status)
}

func (e *estate) unknown(host string) string {
	if len(e.balancers) == 0 {
		return "there is no load balancer yet"
	}
	var known []string
	for _, lb := range e.balancers {
		known = append(known, lb.describe())
	}
	return fmt.Sprintf("no load balancer has the name %q. There are:\n%s", host, strings.Join(known, "\n"))
}

// describe is a line about a load balancer: its listeners, and the names that lead to it.
func (lb *loadBalancer) describe() string {
	var listeners []string
	for _, l := range lb.listeners {
		listeners = append(listeners, fmt.Sprintf("%s %d", protocol(l.tls), l.port))
	}
	text := fmt.Sprintf("%s (%s), listeners: %s", lb.name, lb.dns, strings.Join(listeners, ", "))
	if names := lb.names(); len(names) > 0 {
		text += ", names: " + strings.Join(names, ", ")
	}
	return text
}
