package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The server ends a connection when it answers a request of which it did not read all. The engine's tunnel must be able to
// write on, or it stands still.
func TestAnEndedConnectionStillTakesWhatIsSent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }),
		ReadHeaderTimeout: time.Second,
	}
	go func() { _ = server.Serve(lingering{listener}) }()
	defer func() { _ = server.Close() }()

	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 403") {
		t.Fatalf("got %q, %v: the answer must arrive, and its end", answer, err)
	}
	for range 40 { // net/http itself waits for half a second before it closes
		if _, err := conn.Write(make([]byte, 10_000)); err != nil {
			t.Fatalf("the tunnel would stand still now: %v", err)
		}
		time.Sleep(25 * time.Millisecond)
	}
}
