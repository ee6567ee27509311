package steer

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"slipway/emulator/gateway/awsapi"
)

// kept is how many calls the log holds; a deploy makes some thousands.
const kept = 200_000

// entry is a call in the log.
type entry struct {
	Seq      int    `json:"seq"`
	Service  string `json:"service"`
	Action   string `json:"action"`
	Resource string `json:"resource,omitempty"`
	Write    bool   `json:"write"`
	Attempt  int    `json:"attempt,omitempty"`
	Status   int    `json:"status"` // 0 until the answer begins
	// IAM is what moto's side found: who asked, which rights the call needed, whether each was granted.
	IAM json.RawMessage `json:"iam,omitempty"`
}

// callLog is a ring of the last calls, in the order in which they arrived.
type callLog struct {
	mu      sync.Mutex
	size    int
	entries []entry
	seq     int // of the last call
	base    int // the last call before the first in the ring's first slot
	// verdicts are the different ones of all entries: who waits for something asks the same a hundred times.
	verdicts map[string]json.RawMessage
}

// distinct is how many different verdicts are shared; the memory of more is not worth it.
const distinct = 10_000

func newCallLog(size int) *callLog {
	return &callLog{size: size, verdicts: map[string]json.RawMessage{}}
}

func (l *callLog) begin(c awsapi.Call) entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	e := entry{Seq: l.seq, Service: c.Service, Action: c.Action, Resource: c.Resource, Write: c.Write, Attempt: c.Attempt}
	if len(l.entries) < l.size {
		l.entries = append(l.entries, e)
	} else {
		l.entries[l.slot(l.seq)] = e
	}
	return e
}

func (l *callLog) slot(seq int) int { return (seq - l.base - 1) % l.size }

func (l *callLog) answered(seq, status int, verdict string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq <= l.base {
		return // emptied meanwhile
	}
	if e := &l.entries[l.slot(seq)]; e.Seq == seq {
		e.Status, e.IAM = status, l.shared(verdict)
	}
}

// shared is the verdict as JSON; what is none, is none in the log.
func (l *callLog) shared(verdict string) json.RawMessage {
	if known, ok := l.verdicts[verdict]; ok || !json.Valid([]byte(verdict)) {
		return known
	}
	if len(l.verdicts) >= distinct {
		clear(l.verdicts)
	}
	l.verdicts[verdict] = json.RawMessage(verdict)
	return l.verdicts[verdict]
}

func (l *callLog) since(seq int, keep func(entry) bool) []entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := []entry{}
	for next := max(seq, l.seq-len(l.entries)) + 1; next <= l.seq; next++ {
		if e := l.entries[l.slot(next)]; keep(e) {
			found = append(found, e)
		}
	}
	return found
}

// show answers GET /_slipway/calls?write=true&since=N.
func (l *callLog) show(w http.ResponseWriter, r *http.Request) {
	const usage = "say /_slipway/calls?write=true|false&since=NUMBER"
	query := r.URL.Query()
	since, keep := 0, func(entry) bool { return true }
	if said := query.Get("since"); said != "" {
		n, err := strconv.Atoi(said)
		if err != nil {
			misused(w, usage)
			return
		}
		since = n
	}
	if said := query.Get("write"); said != "" {
		write, err := strconv.ParseBool(said)
		if err != nil {
			misused(w, usage)
			return
		}
		keep = func(e entry) bool { return e.Write == write }
	}
	answer(w, http.StatusOK, l.since(since, keep))
}

// empty forgets the calls; the numbers go on.
func (l *callLog) empty(w http.ResponseWriter, _ *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.base = nil, l.seq
	clear(l.verdicts)
	w.WriteHeader(http.StatusNoContent)
}
