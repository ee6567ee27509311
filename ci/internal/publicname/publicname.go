// Package publicname asks a service as its users do: by its public name, at the load balancer that is meant to have it.
package publicname

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// limit is how long one answer may take.
	limit = 10 * time.Second
	// dialLimit is how long a connection may take: a closed security group is silent.
	dialLimit = 5 * time.Second
	// kept is the most that is read of an answer.
	kept = 64 << 10
)

var (
	// ErrRefused is of a load balancer that shows no certificate for the name, which waiting does not change.
	ErrRefused = errors.New("clients refuse the certificate")
	// ErrUnreachable is of one to which no connection is made from here. It may serve all the same.
	ErrUnreachable = errors.New("no connection is made")
	// ErrInternal is an ErrUnreachable that waiting does not change, as the emulator knows of an internal load balancer.
	ErrInternal = fmt.Errorf("it is internal: %w", ErrUnreachable)
)

// Door is where a load balancer is asked. Its zero value asks where the name's own DNS record leads.
type Door struct {
	Address string // host:port to dial, whatever name is asked for
	Proxy   string // host:port of the HTTP proxy that knows the load balancer: the emulator
	Name    string // of what is there, in errors: "the load balancer" without it
	Trusted []byte // PEM of the authority that is trusted beside the system's: the emulator's
}

// Answer is what came back. A redirect is an answer too, and is not followed.
type Answer struct {
	Address  string // that was asked for
	Status   int
	Location string
	Body     string
}

// Get asks for an address such as https://shop.example.com/version. Its host is said in SNI and in Host, and the certificate must
// have it.
func (d Door) Get(ctx context.Context, address string) (Answer, error) {
	at, err := url.Parse(address)
	if err != nil || at.Hostname() == "" {
		return Answer{}, fmt.Errorf("%q is no address: write one like https://shop.example.com/version", address)
	}
	transport, err := d.transport()
	if err != nil {
		return Answer{}, err
	}
	client := http.Client{
		Timeout:       limit,
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return Answer{}, fmt.Errorf("ask for %s: %w", address, err)
	}
	response, err := client.Do(request)
	if err != nil {
		return Answer{}, fmt.Errorf("%s: %w", address, d.explain(at, err))
	}
	defer response.Body.Close()
	if closed(response) {
		return Answer{}, fmt.Errorf("%s: %w", address, refusal(ctx, at, nil, response))
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, kept))
	if err != nil {
		return Answer{}, fmt.Errorf("%s: its answer broke off: %w", address, err)
	}
	return Answer{Address: address, Status: response.StatusCode, Location: response.Header.Get("Location"), Body: string(body)}, nil
}

func (d Door) transport() (*http.Transport, error) {
	dialer := net.Dialer{Timeout: dialLimit}
	transport := &http.Transport{DisableKeepAlives: true, DialContext: dialer.DialContext}
	if d.Proxy != "" {
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: d.Proxy})
		transport.OnProxyConnectResponse = refusal
	}
	if d.Address != "" {
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, d.Address)
		}
	}
	if len(d.Trusted) == 0 {
		return transport, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the system's authorities: %w", err)
	}
	if !roots.AppendCertsFromPEM(d.Trusted) {
		return nil, errors.New("the authority to trust is no certificate in PEM: ask the emulator for /_slipway/ca.pem")
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	return transport, nil
}

// refusal is what the emulator says of a name or a port that none of its load balancers has.
func refusal(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	why, _ := io.ReadAll(io.LimitReader(answer.Body, kept)) // what came is better than nothing
	if closed(answer) {
		return fmt.Errorf("%w: %s", ErrInternal, strings.TrimSpace(string(why)))
	}
	return fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(why)))
}

// closed is the emulator's word for a load balancer to which no connection is made from outside of its VPC.
func closed(answer *http.Response) bool {
	return answer.StatusCode == http.StatusGatewayTimeout && answer.Header.Get("Server") == "slipway-emulator"
}

// explain says a refusal in words: what the load balancer showed, and what to change.
func (d Door) explain(at *url.URL, err error) error {
	var name x509.HostnameError
	var stranger x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		return fmt.Errorf("%s shows a certificate for %s, which is not one for %s (%w): %w: "+
			"give the load balancer a certificate that names %[3]s (load_balancer.certificate_arn)",
			d.where(at), names(name.Certificate), at.Hostname(), err, ErrRefused)
	case errors.As(err, &stranger):
		return fmt.Errorf("%s shows a certificate of an authority that clients do not know (%w): take one of a public authority, such as ACM's", d.where(at), err)
	case errors.As(err, &invalid):
		return fmt.Errorf("%s shows a certificate that is not valid (%w): renew it", d.where(at), err)
	}
	var dialled *net.OpError
	if errors.As(err, &dialled) && dialled.Op == "dial" && d.Name == "" {
		return fmt.Errorf("%s: %w: is it internal, or closed to this machine by ingress_cidrs? %w", d.where(at), ErrUnreachable, err)
	}
	return fmt.Errorf("%s: %w", d.where(at), err)
}

func names(c *x509.Certificate) string {
	if c == nil || len(c.DNSNames) == 0 {
		return "no name"
	}
	return strings.Join(c.DNSNames, ", ")
}

func (d Door) where(at *url.URL) string {
	switch {
	case d.Proxy != "":
		return "the load balancer in the emulator at " + d.Proxy
	case d.Address != "":
		return cmp.Or(d.Name, "the load balancer") + " at " + d.Address
	}
	return at.Host
}
