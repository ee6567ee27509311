package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// closer serves one request per connection, and hangs up when the second arrives: it has read it, and may have done it.
type closer struct {
	mu       sync.Mutex
	requests int
}

func (c *closer) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for answered := false; ; answered = true {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		c.mu.Lock()
		c.requests++
		c.mu.Unlock()
		if answered {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	}
}

// net/http sends a GET again when a kept connection ends, and answers anything else with an error that makes an SDK send it
// again. A lock that is taken twice is refused.
func TestACallReachesMotoOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	moto := &closer{}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go moto.serve(conn)
		}
	}()
	target := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	gateway := httptest.NewServer(newHandler(target, http.NotFoundHandler(), runKinds{Tasks: "simulated"}, idleBalancer(t, target.String()), nil))
	defer gateway.Close()
	for i, method := range []string{"POST", "POST", "GET", "PUT"} {
		req, _ := http.NewRequest(method, gateway.URL+"/bucket", strings.NewReader("{}"))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		moto.mu.Lock()
		if resp.StatusCode != http.StatusOK || moto.requests != i+1 {
			t.Errorf("%s answers %s; moto has seen %d requests of %d", method, resp.Status, moto.requests, i+1)
		}
		moto.mu.Unlock()
	}
}
