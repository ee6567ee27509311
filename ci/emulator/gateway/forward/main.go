// Command forward passes HTTP on, over few connections: forward LISTEN UPSTREAM.
//
// An emulator that outlives a call is reached through two tunnels of the engine. By its source (engine/engineutil in
// dagger v0.21.8), the one of `up` knows a connection by its client's port alone, never forgets one, and stands still for
// good once a write fails. A deploy opens hundreds of connections; shared and kept, few of them are enough. A request on one
// that the tunnel lost gets no answer: the client is told so, and asks again.
package main

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"

	"slipway/emulator/gateway/declared"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: forward LISTEN UPSTREAM, both host:port")
		os.Exit(2)
	}
	server := &http.Server{Addr: os.Args[1], Handler: forwarder(os.Args[2], answerLimit), ReadHeaderTimeout: 10 * time.Second}
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, "forward:", err)
		os.Exit(1)
	}
}

// connections is the most that are open to the upstream; further requests wait.
const connections = 32

// answerLimit is far above what the emulator takes for anything.
const answerLimit = 2 * time.Minute

func forwarder(upstream string, limit time.Duration) http.Handler {
	target := &url.URL{Scheme: "http", Host: upstream}
	return connecting(upstream, &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if !r.In.URL.IsAbs() { // a whole address is asked of the emulator as a proxy, and stays whole
				r.SetURL(target)
			}
			r.Out.Host = r.In.Host // AWS requests are signed for it, and S3 may find the bucket in it
			r.SetXForwarded()
			declared.Body(r.Out)
		},
		FlushInterval: -1,
		Transport: &http.Transport{
			Proxy: func(r *http.Request) (*url.URL, error) {
				if r.URL.Host == upstream {
					return nil, nil
				}
				return target, nil
			},
			MaxConnsPerHost:       connections,
			MaxIdleConnsPerHost:   connections,
			ResponseHeaderTimeout: limit,
			DisableCompression:    true, // the body's length and checksums are the client's
		},
	})
}
