package balancer

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	"slipway/emulator/gateway/balancer/rule"
)

// Means tells whether a request to the gateway is for a load balancer: it has the name of one, or its client uses the gateway as
// its HTTP proxy, because only the emulator knows the name. No AWS client asks that way.
func Means(r *http.Request) bool {
	return r.Method == http.MethodConnect || r.URL.IsAbs() || strings.HasSuffix(rule.Name(r.Host), ".elb.amazonaws.com")
}

// ServeHTTP answers what Means a load balancer. A proxy's client asks with CONNECT for HTTPS, and with a whole URL for HTTP; so the
// load balancers have all their names and ports although one address alone can be reached.
//
// A name leads where it does on AWS: from here, outside of the VPC, to no load balancer that is internal. The ports for browsers do.
func (b *Balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := b.estate.Load()
	lb := e.choose(rule.Name(r.Host))
	if lb != nil && lb.internal {
		own(w, http.StatusGatewayTimeout, "load balancer "+lb.name+" is internal: it has addresses in the VPC's private subnets alone, and no connection is made")
		return
	}
	if r.Method != http.MethodConnect {
		b.handler(false).ServeHTTP(w, r)
		return
	}
	if lb == nil {
		own(w, http.StatusNotFound, e.unknown(r.Host))
		return
	}
	_, text, _ := net.SplitHostPort(r.Host)
	port, _ := strconv.Atoi(text)
	for _, l := range lb.listeners {
		if l.port == port {
			b.connect(w, l.tls)
			return
		}
	}
	own(w, http.StatusNotFound, fmt.Sprintf("load balancer %s has no listener at port %s: %s", lb.name, text, lb.describe()))
}

func (b *Balancer) connect(w http.ResponseWriter, secure bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		own(w, http.StatusInternalServerError, "this connection can't become another: "+err.Error())
		return
	}
	if _, err := fmt.Fprint(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = conn.Close()
		return
	}
	to := b.plain
	if secure {
		to = b.secure
	}
	to.hand(conn)
}

// handed is a listener whose connections came in elsewhere.
type handed struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newHanded() *handed { return &handed{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (h *handed) hand(conn net.Conn) {
	select {
	case h.conns <- conn:
	case <-h.closed:
		_ = conn.Close()
	}
}

func (h *handed) Accept() (net.Conn, error) {
	select {
	case conn := <-h.conns:
		return conn, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close is called once: by the one server that has the listener.
func (h *handed) Close() error {
	close(h.closed)
	return nil
}

func (h *handed) Addr() net.Addr { return &net.TCPAddr{} }
