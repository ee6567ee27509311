package ports

import (
	"fmt"
	"net"
	"testing"
)

// served is who answers at an address.
func served(t *testing.T, address string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var name string
	if _, err := fmt.Fscan(c, &name); err != nil {
		t.Fatal(err)
	}
	return name
}

func serve(t *testing.T, address, name string) *net.TCPAddr {
	t.Helper()
	l, err := Listen(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = fmt.Fprintln(c, name)
			_ = c.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr)
}

// A load balancer at :8080 and a name at its own address with the port 8080: each gets what is meant for it.
func TestTheMoreExactAddressAnswers(t *testing.T) {
	port := serve(t, "0.0.0.0:0", "balancer").Port
	name := fmt.Sprintf("127.0.0.9:%d", port)
	serve(t, name, "name")
	for range 8 {
		if got := served(t, name); got != "name" {
			t.Fatalf("at %s answers %s", name, got)
		}
		if got := served(t, fmt.Sprintf("127.0.0.1:%d", port)); got != "balancer" {
			t.Fatalf("at another address answers %s", got)
		}
	}
}

func TestWhatAnotherHasIsRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if l, err := Listen(t.Context(), taken.Addr().String()); err == nil {
		_ = l.Close()
		t.Error("two listen at one address")
	}
}
