// Package declared keeps a proxy from reading a request's body once more than it need.
package declared

import (
	"io"
	"net/http"
)

// Body ends the body of a request that is passed on where its declared length does.
//
// Having sent as much, net/http's client reads once more, to see whether that was all. On a busy machine the answer comes
// before that: the proxy begins to write it, which closes the body that came in; the read fails, and with it the
// connection, in the middle of the answer (golang/go#40747).
func Body(out *http.Request) {
	if out.Body == nil || out.ContentLength <= 0 {
		return
	}
	out.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(out.Body, out.ContentLength), out.Body}
}
