package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// The store holds its lock while it reads a body. An upload whose data does not come must not keep another from ending.
func TestSpoolKeepsAStuckUploadFromTheStore(t *testing.T) {
	var lock sync.Mutex
	store := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	})
	server := httptest.NewServer(spool(store))
	defer server.Close()

	stuck, data := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		req, _ := http.NewRequest(http.MethodPatch, server.URL, stuck)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}()
	_, _ = data.Write([]byte("half")) // the first upload has begun

	resp, err := http.Post(server.URL, "application/octet-stream", strings.NewReader("whole"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); string(text) != "whole" {
		t.Errorf("got %q", text)
	}
	_ = data.Close()
	<-done
}
