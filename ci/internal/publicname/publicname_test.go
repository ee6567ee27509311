package publicname

import (
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The test's load balancer has a certificate for example.com.
func TestGet(t *testing.T) {
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/login", http.StatusTemporaryRedirect)
			return
		}
		fmt.Fprintf(w, "%s at %s, by SNI %s", r.URL.Path, r.Host, r.TLS.ServerName)
	}))
	defer secure.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	here := Door{Address: secure.Listener.Addr().String(), Trusted: trusted}
	for _, c := range []struct {
		door Door
		url  string
		want Answer
		fail []string
		is   error
	}{
		{here, "https://example.com/version", Answer{Status: 200, Body: "/version at example.com, by SNI example.com"}, nil, nil},
		{here, "https://example.com/moved", Answer{Status: 307, Location: "/login"}, nil, nil},
		{here, "https://shop.example.org/", Answer{}, []string{
			here.Address, "shows a certificate for example.com", "not one for shop.example.org", "certificate_arn",
		}, ErrRefused},
		{Door{Address: here.Address}, "https://example.com/", Answer{}, []string{"an authority that clients do not know"}, nil},
		{Door{Address: gone.Listener.Addr().String()}, "http://example.com/", Answer{}, []string{"the load balancer at 127.0.0.1", "refused", "ingress_cidrs"}, ErrUnreachable},
		{Door{Name: "its container", Address: gone.Listener.Addr().String()}, "http://example.com/", Answer{}, []string{"its container at 127.0.0.1", "refused"}, nil},
		{Door{Trusted: []byte("x")}, "https://example.com/", Answer{}, []string{"/_slipway/ca.pem"}, nil},
		{Door{}, "shop.example.com", Answer{}, []string{`"shop.example.com" is no address`}, nil},
	} {
		got, err := c.door.Get(t.Context(), c.url)
		if (err == nil) != (c.fail == nil) || err == nil && (got.Status != c.want.Status || got.Location != c.want.Location ||
			c.want.Body != "" && got.Body != c.want.Body) {
			t.Errorf("%s: %+v %v, want %+v", c.url, got, err, c.want)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v is not %v", c.url, err, c.is)
		}
		for _, word := range c.fail {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%s: no %q in %v", c.url, word, err)
			}
		}
	}
}

// The emulator is asked as a proxy: over HTTP with the whole address, and over HTTPS with CONNECT.
func TestThroughTheEmulator(t *testing.T) {
	var asked []string
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.RequestURI)
		if strings.HasPrefix(r.Host, "inner") {
			w.Header().Set("Server", "slipway-emulator")
			http.Error(w, "load balancer inner is internal", http.StatusGatewayTimeout)
			return
		}
		if r.Method == http.MethodConnect {
			http.Error(w, "no load balancer has the name", http.StatusNotFound)
		}
	}))
	defer emulator.Close()
	door := Door{Proxy: strings.TrimPrefix(emulator.URL, "http://")}
	if got, err := door.Get(t.Context(), "http://shop-1.eu-west-1.elb.amazonaws.com/x"); err != nil || got.Status != 200 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := door.Get(t.Context(), "https://shop.example.com/"); err == nil ||
		!strings.Contains(err.Error(), "emulator at "+door.Proxy) || !strings.Contains(err.Error(), "no load balancer has the name") {
		t.Errorf("%v", err)
	}
	before := asked
	for _, scheme := range []string{"http", "https"} {
		if _, err := door.Get(t.Context(), scheme+"://inner.example.com/"); !errors.Is(err, ErrInternal) || !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "inner is internal") {
			t.Errorf("%s, an internal load balancer: %v", scheme, err)
		}
	}
	if got := strings.Join(before, ", "); got != "GET http://shop-1.eu-west-1.elb.amazonaws.com/x, CONNECT shop.example.com:443" {
		t.Errorf("asked for %s", got)
	}
}
