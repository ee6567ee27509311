package network

import "testing"

func TestFailed(t *testing.T) {
	for _, c := range []struct {
		name, output string
		want         bool
	}{
		{"a proxy that refuses", `go: github.com/gin-gonic/gin@v1.11.0: Get "http://proxy.example/gin.zip": dial tcp 10.0.0.1:80: connect: connection refused`, true},
		{"a proxy that hangs up", `go: downloading golang.org/x/net v0.58.0: unexpected EOF`, true},
		{"a proxy in trouble", `reading https://proxy.example/@v/list: 502 Bad Gateway`, true},
		{"pip that waited too long", `pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.`, true},
		{"a program that does not compile", `services/orders/broken.go:3:13: undefined: totl`, false},
		{"a module that is not there", `go: example.com/gone@v1.0.0: reading https://proxy.example/gone: 404 Not Found`, false},
		{"a test that counts to 502", `--- FAIL: TestBadGateway (0.00s) got 502, want 200`, false},
	} {
		if got := Failed(c.output); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
}
