package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// What a client asks of the forwarder as its proxy, arrives as asked of a proxy.
func TestAProxyBehindTheForwarder(t *testing.T) {
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "secure "+r.Host) }))
	defer secure.Close()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			fmt.Fprint(w, r.RequestURI)
			return
		}
		if r.Host != "shop.example.com:443" {
			http.Error(w, "nobody", http.StatusNotFound)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		to, err := net.Dial("tcp", secure.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer to.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go pour(to, conn)
		pour(conn, to)
	}))
	defer upstream.Close()
	front := httptest.NewServer(forwarder(strings.TrimPrefix(upstream.URL, "http://"), time.Minute))
	defer front.Close()
	proxy, _ := url.Parse(front.URL)
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
	for address, want := range map[string]string{
		"http://shop.example.com:8080/a?b": "http://shop.example.com:8080/a?b",
		"https://shop.example.com/":        "secure shop.example.com",
		"https://other.example.com/":       "Not Found",
	} {
		response, err := (&http.Client{Transport: transport}).Get(address)
		got := fmt.Sprint(err)
		if err == nil {
			body, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			got = string(body)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
