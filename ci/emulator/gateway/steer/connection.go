package steer

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
)

// resetter is a connection of the gateway's own listener, whose Close is a graceful one.
type resetter interface{ Reset() error }

// reset ends the connection as a router does that forgot it: what the client reads next is an error of the connection.
func reset(w *recorded) {
	w.begin(statusDropped)
	conn, _, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // as HTTP/2, which has no connection of its own for a call
	}
	switch c := conn.(type) {
	case resetter:
		_ = c.Reset()
	case *net.TCPConn:
		_ = c.SetLinger(0)
		_ = c.Close()
	default:
		_ = c.Close()
	}
}

// recordedAnswer does the call to its end, even where its client is gone meanwhile.
func recordedAnswer(r *http.Request, next http.Handler) *httptest.ResponseRecorder {
	whole := httptest.NewRecorder()
	next.ServeHTTP(whole, r.WithContext(context.WithoutCancel(r.Context())))
	return whole
}
