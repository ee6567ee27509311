package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestAnAddressForLoadBalancersThatIsTakenIsNamed(t *testing.T) {
	moto := httptest.NewServer(newFakeMoto(nil))
	defer moto.Close()
	taken, err := listen(t.Context(), "127.0.0.1:0") // as another emulator does
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, flag := range []string{"--http", "--https"} {
		err := run([]string{"--listen", "127.0.0.1:0", "--moto", moto.URL, flag, "127.0.0.1:0," + taken.Addr().String()})
		if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) || !strings.Contains(err.Error(), "with "+flag) {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

func TestHealthSpeedIsChecked(t *testing.T) {
	if err := run([]string{"--health-speed", "0"}); err == nil || !strings.Contains(err.Error(), "write 1") {
		t.Errorf("got %v", err)
	}
}

// What may change a load balancer is noticed once it is answered; what only reads, or is for another service, is not.
func TestCallsThatMayChangeALoadBalancerAreNoticed(t *testing.T) {
	noticed := 0
	handler := noticing(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); !strings.Contains(string(body), "Action=") {
			t.Errorf("moto would get %q", body)
		}
	}), func() { noticed++ })
	for _, c := range []struct {
		service, action string
		want            int
	}{
		{"elasticloadbalancing", "CreateRule", 1},
		{"elasticloadbalancing", "DescribeTargetHealth", 0},
		{"ec2", "CreateVpc", 0},
	} {
		noticed = 0
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(url.Values{"Action": {c.action}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/"+c.service+"/aws4_request, Signature=0")
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if noticed != c.want {
			t.Errorf("%s %s: noticed %d times", c.service, c.action, noticed)
		}
	}
}

func TestTheOnePortLeadsToLoadBalancers(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	response, err := http.Get("http://" + host + "/_slipway/ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); !strings.HasPrefix(string(body), "-----BEGIN CERTIFICATE-----") {
		t.Errorf("no certificate: %q", body)
	}
	if body := asHost(t, host, "shop-1.eu-west-1.elb.amazonaws.com"); !strings.Contains(body, "there is no load balancer yet") {
		t.Errorf("by a load balancer's name: %q", body)
	}
	if body := asHost(t, host, "elasticloadbalancing.eu-west-1.amazonaws.com"); !strings.Contains(body, `"host":"elastic`) {
		t.Errorf("the API got: %q", body)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: host})}}
	answer, err := client.Get("http://shop.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); !strings.Contains(string(body), "there is no load balancer yet") {
		t.Errorf("%q", body)
	}
}

// asHost is what the one port answers to a Host header.
func asHost(t *testing.T, address, host string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, "http://"+address+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return string(body)
}
