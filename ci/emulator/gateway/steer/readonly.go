package steer

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// readOnly refuses every write, as with credentials that may only read.
type readOnly struct{ on atomic.Bool }

// set answers POST /_slipway/read-only with the body on or off, or ?on=true.
func (s *readOnly) set(w http.ResponseWriter, r *http.Request) {
	said := r.URL.Query().Get("on")
	if said == "" {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 16)) // what cannot be read is neither on nor off
		said = strings.TrimSpace(string(body))
	}
	switch said {
	case "on", "true":
		s.on.Store(true)
	case "off", "false":
		s.on.Store(false)
	default:
		misused(w, "post on or off to /_slipway/read-only")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
