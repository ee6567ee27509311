package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// connecting joins the connections of clients that ask for CONNECT with the upstream: over HTTPS, the emulator's load balancers
// are asked so.
func connecting(upstream string, rest http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			rest.ServeHTTP(w, r)
			return
		}
		up, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", upstream)
		if err != nil {
			http.Error(w, "the emulator can't be reached: "+err.Error(), http.StatusBadGateway)
			return
		}
		defer up.Close()
		down, early, err := http.NewResponseController(w).Hijack()
		if err != nil {
			slog.Error("connect", "to", r.Host, "error", err)
			return
		}
		defer down.Close()
		if _, err := fmt.Fprintf(up, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", r.Host); err != nil {
			slog.Error("connect", "to", r.Host, "error", err)
			return
		}
		// The emulator's answer goes through too: it says whether it has such a load balancer.
		var both sync.WaitGroup
		both.Go(func() { pour(up, early) })
		both.Go(func() { pour(down, up) })
		both.Wait()
	})
}

// pour copies to the end, and tells it.
func pour(to net.Conn, from io.Reader) {
	_, _ = io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
