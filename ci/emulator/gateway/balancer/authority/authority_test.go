package authority

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
)

func certificate(t *testing.T, a *Authority, names ...string) *tls.Certificate {
	t.Helper()
	c, err := a.Certificate(names)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCertificatesAreTrustedForTheirNamesAlone(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(a.PEM()) {
		t.Fatalf("not a certificate:\n%s", a.PEM())
	}
	c := certificate(t, a, "shop.example.com", "*.shop.example.com")
	for name, want := range map[string]bool{
		"shop.example.com": true, "eu.shop.example.com": true, "a.b.shop.example.com": false, "other.example.com": false,
	} {
		_, err := c.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name})
		if (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if certificate(t, a, "*.shop.example.com", "shop.example.com") != c {
		t.Error("the same names got another certificate")
	}
	other, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate(t, other, "shop.example.com").Leaf.Verify(x509.VerifyOptions{Roots: roots}); err == nil {
		t.Error("a certificate of another authority is trusted")
	}
}

func TestChoose(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	all := []*tls.Certificate{
		certificate(t, a, "first.example.org"), certificate(t, a, "*.example.com"), certificate(t, a, "shop.example.com", "pay.example.com"),
	}
	for name, want := range map[string]int{
		"shop.example.com": 2, "SHOP.example.com": 2, "blog.example.com": 1, "first.example.org": 0, "unknown.example.net": 0, "": 0,
	} {
		if Choose(all, name) != all[want] {
			t.Errorf("%q does not get certificate %d", name, want)
		}
	}
	if Choose(nil, "x") != nil {
		t.Error("a certificate from none")
	}
}
