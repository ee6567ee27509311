package steer

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// statusDropped is in the log for a held call that was dropped before it reached moto: "client closed request" in nginx's words.
const statusDropped = 499

// pause holds one call, while all others go on.
type pause struct {
	mu      sync.Mutex
	armed   *trap
	caught  *caught
	changed chan struct{} // closed when a call is held, and made anew
}

// trap waits for a call.
type trap struct {
	service, action string
	after           bool
	skip            int // calls that it still lets through
}

// caught is a call that met a trap. It is held once its request, or with after its answer, is complete.
type caught struct {
	call    entry
	after   bool
	held    bool
	client  context.Context
	resumed chan bool // true is to drop it
}

func newPause() *pause { return &pause{changed: make(chan struct{})} }

// arm answers POST /_slipway/pause?action=X[&service=…][&after=true][&skip=N].
func (p *pause) arm(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	after, err := strconv.ParseBool(query.Get("after"))
	skip, skipErr := strconv.Atoi(cmp.Or(query.Get("skip"), "0"))
	if query.Get("action") == "" || err != nil && query.Has("after") || skipErr != nil || skip < 0 {
		misused(w, "say /_slipway/pause?action=DeleteLoadBalancer&service=elasticloadbalancing&after=true&skip=2; the action is needed, "+
			"and skip is how many calls go on before the one that is held")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.caught != nil {
		answer(w, http.StatusConflict, map[string]string{
			"error": fmt.Sprintf("call %d, %s, is held; POST /_slipway/resume first", p.caught.call.Seq, p.caught.call.Action),
		})
		return
	}
	p.armed = &trap{service: query.Get("service"), action: query.Get("action"), after: after, skip: skip}
	w.WriteHeader(http.StatusNoContent)
}

// show answers GET /_slipway/paused[?wait=SECONDS] with the held call, and waits for one where asked to.
func (p *pause) show(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.URL.Query().Get("wait"))
	if err != nil && r.URL.Query().Has("wait") {
		misused(w, "say /_slipway/paused?wait=SECONDS")
		return
	}
	limit := time.After(time.Duration(seconds) * time.Second)
	for {
		p.mu.Lock()
		c, changed := p.caught, p.changed
		held := c != nil && c.held
		p.mu.Unlock()
		if held {
			answer(w, http.StatusOK, map[string]any{
				"held": true, "call": c.call, "forwarded": c.after, "clientGone": c.client.Err() != nil,
			})
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-limit:
			answer(w, http.StatusOK, map[string]any{"held": false})
			return
		}
	}
}

// resume answers POST /_slipway/resume[?drop=true]: it lets the held call go on and disarms a pause that met none.
func (p *pause) resume(w http.ResponseWriter, r *http.Request) {
	drop, err := strconv.ParseBool(r.URL.Query().Get("drop"))
	if err != nil && r.URL.Query().Has("drop") {
		misused(w, "say /_slipway/resume?drop=true|false")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = nil
	if p.caught != nil {
		p.caught.resumed <- drop
		p.caught = nil
	}
	w.WriteHeader(http.StatusNoContent)
}

// spring lets the call meet the trap. A trap catches once: the same call of another client gets through. A client that waited
// too long and sends its call again is held again, in the place of the call that it gave up.
func (p *pause) spring(client context.Context, call entry) *caught {
	p.mu.Lock()
	defer p.mu.Unlock()
	if before := p.caught; before != nil && before.again(call) {
		before.resumed <- true
		p.caught = &caught{call: call, client: client, resumed: make(chan bool, 1)}
		return p.caught
	}
	if p.armed == nil || !matches(p.armed.service, p.armed.action, call.Service, call.Action) {
		return nil
	}
	if p.armed.skip > 0 {
		p.armed.skip--
		return nil
	}
	p.caught = &caught{call: call, after: p.armed.after, client: client, resumed: make(chan bool, 1)}
	p.armed = nil
	return p.caught
}

// again tells whether a call is the held one, sent again by a client that gave it up.
func (c *caught) again(call entry) bool {
	return !c.after && c.client.Err() != nil && call.Attempt > 1 &&
		call.Service == c.call.Service && call.Action == c.call.Action && call.Resource == c.call.Resource
}

// hold returns once the call is resumed, and tells whether it is to be dropped.
func (p *pause) hold(c *caught) (drop bool) {
	p.mu.Lock()
	c.held = true
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
	return <-c.resumed || c.client.Err() != nil
}

// release makes room for another trap when a call ends before it was resumed.
func (p *pause) release(c *caught) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.caught == c {
		p.caught = nil
	}
}

// serve passes the call on, at once or when it is resumed.
func (p *pause) serve(w *recorded, r *http.Request, call entry, next http.Handler) {
	c := p.spring(r.Context(), call)
	if c == nil {
		next.ServeHTTP(w, r)
		return
	}
	defer p.release(c)
	// net/http sees that a client is gone only once the request was read to its end.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		drop(w, statusDropped)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if !c.after {
		if p.hold(c) {
			drop(w, statusDropped)
		}
		next.ServeHTTP(w, r)
		return
	}
	answer := recordedAnswer(r, next)
	if p.hold(c) {
		drop(w, answer.Code)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = answer.Body.WriteTo(w)
}

// drop ends the connection without an answer.
func drop(w *recorded, status int) {
	w.begin(status)
	panic(http.ErrAbortHandler)
}
