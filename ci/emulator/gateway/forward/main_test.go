package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Many clients, each with a connection of its own, must not become as many connections upstream.
func TestForwarderSharesConnections(t *testing.T) {
	var mu sync.Mutex
	opened := 0
	upstream := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s got %d", r.Host, len(body))
	}))
	upstream.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			mu.Lock()
			opened++
			mu.Unlock()
		}
	}
	upstream.Start()
	defer upstream.Close()
	front := httptest.NewServer(forwarder(strings.TrimPrefix(upstream.URL, "http://"), time.Minute))
	defer front.Close()

	for range 50 {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		req, err := http.NewRequest(http.MethodPut, front.URL, strings.NewReader(strings.Repeat("x", 100_000)))
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "bucket.s3.amazonaws.com"
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if string(text) != "bucket.s3.amazonaws.com got 100000" {
			t.Fatalf("got %q: the host's name and the body must arrive", text)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if opened > 3 {
		t.Errorf("50 clients opened %d connections upstream", opened)
	}
}

// A request that the tunnel lost must end, with a status that clients of AWS try again.
func TestARequestWithoutAnAnswerEnds(t *testing.T) {
	lost := make(chan struct{})
	upstream := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-lost }))
	defer upstream.Close()
	defer close(lost)
	front := httptest.NewServer(forwarder(strings.TrimPrefix(upstream.URL, "http://"), 50*time.Millisecond))
	defer front.Close()

	client := &http.Client{Timeout: time.Minute}
	resp, err := client.Get(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusBadGateway {
		t.Errorf("got %s", resp.Status)
	}
}
