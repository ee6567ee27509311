package balancer

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// twoBalancers are one with HTTPS and names, and one with HTTP that takes all names.
func twoBalancers() []fakeBalancer {
	return []fakeBalancer{
		{name: "shop-prod", idle: 60, listeners: []fakeListener{
			{protocol: "HTTP", port: 80, rules: []string{ruleXML("default", toHTTPS)}},
			{protocol: "HTTPS", port: 443, certificates: []string{"arn:shop", "arn:pay"}, rules: []string{
				ruleXML("default", fixed(404, "nothing here")),
				ruleXML("20", fixed(200, "catalog"), "path-pattern=/catalog*"),
				ruleXML("10", fixed(200, "admin"), "path-pattern=/catalog/admin", "host-header=*.example.com"),
			}},
		}},
		{name: "shop-dev", idle: 60, listeners: []fakeListener{
			{protocol: "HTTP", port: 80, rules: []string{ruleXML("default", fixed(200, "dev"))}},
			{protocol: "HTTP", port: 9000, rules: []string{ruleXML("default", fixed(200, "dev at 9000"))}},
		}},
	}
}

func twoRunning(t *testing.T) *running {
	m := newMoto(t)
	m.balancer = twoBalancers()
	m.names = map[string][]string{"arn:shop": {"shop.example.com", "*.shop.example.com"}, "arn:pay": {"pay.example.com"}}
	return run(t, m, 1)
}

const (
	prodDNS = "shop-prod-1.eu-west-1.elb.amazonaws.com"
	devDNS  = "shop-dev-1.eu-west-1.elb.amazonaws.com"
)

func TestNamesLeadToTheirLoadBalancer(t *testing.T) {
	client := twoRunning(t).client()
	for _, c := range []struct {
		url    string
		status int
		want   string
	}{
		{"http://" + devDNS + "/", 200, "dev"},
		{"http://" + strings.ToUpper(devDNS) + ":80/", 200, "dev"},
		{"http://" + devDNS + ":9000/", 200, "dev at 9000"},
		{"http://localhost:4566/", 200, "dev"}, // no name of a load balancer, nor a port of a listener
		{"http://" + prodDNS + "/a?b=c", 301, "https://" + prodDNS + ":443/a?b=c"},
		{"http://shop.example.com/", 301, "https://shop.example.com:443/"},
		{"https://shop.example.com/catalog", 200, "catalog"},
		{"https://shop.example.com/catalog/admin", 200, "admin"},
		{"https://eu.shop.example.com/x", 404, "nothing here"},
		{"https://pay.example.com/catalog", 200, "catalog"},
		{"https://" + prodDNS + "/catalog", 0, "certificate is valid for"},
		{"https://unknown.example.org/", 0, "certificate is valid for"},
		{"https://" + devDNS + "/", 0, "tls: "},
	} {
		status, text := get(t, client, c.url)
		if status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %q, want %d %q", c.url, status, text, c.status, c.want)
		}
	}
}

func TestWhatNoLoadBalancerKnowsIsSaid(t *testing.T) {
	r := twoRunning(t)
	r.change(func() {
		r.moto.balancer[1].listeners[0].rules = append(r.moto.balancer[1].listeners[0].rules,
			ruleXML("1", fixed(200, "x"), "host-header=dev.example.com"))
	})
	client := r.client()
	r.until("the rule counts", func() bool { status, _ := get(t, client, "http://nobody.example.org/"); return status == 404 })
	_, text := get(t, client, "http://nobody.example.org/")
	for _, want := range []string{`"nobody.example.org"`, devDNS, "dev.example.com", prodDNS, "pay.example.com", "HTTPS 443"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %q", want, text)
		}
	}
}

// A client behind a tunnel to the gateway's one port uses it as its proxy.
func TestAsAProxy(t *testing.T) {
	r := twoRunning(t)
	client := proxied(t, r)
	for _, c := range []struct{ url, want string }{
		{"http://" + devDNS + "/", "dev"},
		{"http://" + devDNS + ":9000/", "dev at 9000"},
		{"https://shop.example.com/catalog", "catalog"},
		{"https://pay.example.com/catalog", "catalog"},
		{"http://pay.example.com/", "https://pay.example.com:443/"},
		{"https://" + prodDNS + "/", "certificate is valid for"},
		{"https://pay.example.com:8443/", "Not Found"},
	} {
		if _, text := get(t, client, c.url); !strings.Contains(text, c.want) {
			t.Errorf("%s: %q, want %q", c.url, text, c.want)
		}
	}
}

// A load balancer that is internal has no address outside of its VPC. At a port for browsers a person in the VPC is meant.
func TestAnInternalLoadBalancerIsNotReachedFromOutside(t *testing.T) {
	m := newMoto(t)
	m.balancer = twoBalancers()
	m.balancer[1].scheme = "internal"
	r := run(t, m, 1)
	client := proxied(t, r)
	if status, text := get(t, client, "http://"+devDNS+"/"); status != http.StatusGatewayTimeout || !strings.Contains(text, "shop-dev is internal") {
		t.Errorf("%d %s", status, text)
	}
	if status, text := get(t, client, "http://shop.example.com/"); status != http.StatusMovedPermanently {
		t.Errorf("the other one: %d %s", status, text)
	}
	if status, text := get(t, r.client(), "http://"+devDNS+"/"); status != http.StatusOK {
		t.Errorf("at a port: %d %s", status, text)
	}
}

// proxied is a client of the load balancers that asks through a gateway.
func proxied(t *testing.T, r *running) *http.Client {
	t.Helper()
	gateway := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !Means(q) {
			t.Errorf("%s %s is for no load balancer", q.Method, q.URL)
		}
		r.balancer.ServeHTTP(w, q)
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = gateway.Serve(l) }()
	t.Cleanup(func() { _ = gateway.Close() })
	client := r.client()
	transport := client.Transport.(*http.Transport)
	transport.DialContext, transport.Proxy = nil, http.ProxyURL(&url.URL{Scheme: "http", Host: l.Addr().String()})
	return client
}

func TestACertificateOfAnotherAccount(t *testing.T) {
	m := newMoto(t)
	m.balancer = twoBalancers()[:1]
	m.balancer[0].listeners[1].certificates = []string{"arn:aws:acm:eu-west-1:111122223333:certificate/1"}
	r := run(t, m, 1)
	client := r.client()
	// Untold, its names are those of the rules.
	if status, text := get(t, client, "https://a.example.com/catalog"); status != 200 {
		t.Errorf("%d %s", status, text)
	}
	mux := http.NewServeMux()
	r.balancer.Control(mux)
	told := newRecorder(mux, "POST", "/_slipway/certificate?arn="+m.balancer[0].listeners[1].certificates[0]+"&name=www.example.net")
	if told.Code != http.StatusNoContent {
		t.Errorf("%d %s", told.Code, told.Body)
	}
	r.until("its name counts", func() bool { status, _ := get(t, r.client(), "https://www.example.net/catalog"); return status == 200 })
	if misused := newRecorder(mux, "POST", "/_slipway/certificate?arn=x"); misused.Code != http.StatusBadRequest || !strings.Contains(misused.Body.String(), "name=") {
		t.Errorf("%d %s", misused.Code, misused.Body)
	}
	if ca := newRecorder(mux, "GET", "/_slipway/ca.pem"); !strings.HasPrefix(ca.Body.String(), "-----BEGIN CERTIFICATE-----") {
		t.Errorf("%s", ca.Body)
	}
}
