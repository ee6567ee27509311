// Package authority is the certificate authority of a rehearsal: it stands in for the one of the certificates that listeners name.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"
)

// lifetime is below what browsers take at most from a certificate, 398 days.
const lifetime = 365 * 24 * time.Hour

// Authority signs certificates. Its key is made when it begins and is never written down.
type Authority struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate

	mu   sync.Mutex
	made map[string]*tls.Certificate // by their names
}

// New makes an authority.
func New() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the test authority's key: %w", err)
	}
	template, err := template("Slipway emulator: test authority")
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make the test authority's certificate: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read the test authority's certificate: %w", err)
	}
	return &Authority{key: key, certificate: certificate, made: map[string]*tls.Certificate{}}, nil
}

// PEM is the authority's certificate, for clients that are to trust it.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// Certificate is one for the names. The same names get the same certificate.
func (a *Authority) Certificate(names []string) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	names = slices.Clone(names)
	slices.Sort(names)
	id := strings.Join(names, " ")
	if made := a.made[id]; made != nil {
		return made, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key for %s: %w", id, err)
	}
	template, err := template("Slipway emulator: test certificate")
	if err != nil {
		return nil, err
	}
	template.DNSNames = names
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate for %s: %w", id, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read the certificate for %s: %w", id, err)
	}
	a.made[id] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	return a.made[id], nil
}

func template(name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make a serial number: %w", err)
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour), // a client's clock may be behind
		NotAfter:     time.Now().Add(lifetime),
	}, nil
}

// Choose is the certificate that a listener shows for a name: one that has the name itself, else one whose wildcard covers it, else
// the first, which is the default and which the client then refuses.
func Choose(certificates []*tls.Certificate, name string) *tls.Certificate {
	name = strings.ToLower(name)
	for _, c := range certificates {
		if slices.Contains(c.Leaf.DNSNames, name) {
			return c
		}
	}
	for _, c := range certificates {
		if c.Leaf.VerifyHostname(name) == nil {
			return c
		}
	}
	if len(certificates) == 0 {
		return nil
	}
	return certificates[0]
}
