// Package steer lets a test see and steer what reaches the emulator: a log of all calls, and calls that are refused, held or
// failed when the test asks for it, at addresses under /_slipway/.
package steer

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"slipway/emulator/gateway/awsapi"
)

// VerdictHeader asks moto's side for the rights that a call needed, and is where its answer has them: JSON, for the log alone.
const VerdictHeader = "X-Slipway-Iam"

// Handler stands before the emulator's own handler. isRegistry tells the calls to the registry from those to AWS.
func Handler(next http.Handler, isRegistry func(*http.Request) bool) http.Handler {
	log, refusals, faults, pause := newCallLog(kept), &readOnly{}, &faults{}, newPause()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_slipway/calls", log.show)
	mux.HandleFunc("DELETE /_slipway/calls", log.empty)
	mux.HandleFunc("POST /_slipway/read-only", refusals.set)
	mux.HandleFunc("POST /_slipway/fail", faults.add)
	mux.HandleFunc("GET /_slipway/fail", faults.show)
	mux.HandleFunc("DELETE /_slipway/fail", faults.forget)
	mux.HandleFunc("POST /_slipway/pause", pause.arm)
	mux.HandleFunc("GET /_slipway/paused", pause.show)
	mux.HandleFunc("POST /_slipway/resume", pause.resume)
	mux.Handle("/_slipway/", next)
	steered := func(w http.ResponseWriter, r *http.Request) {
		// A copy: net/http looks at the body of its own request to know whether the connection can be kept.
		r = r.WithContext(r.Context())
		call := awsapi.Identify(r, isRegistry(r))
		entry := log.begin(call)
		answer := &recorded{ResponseWriter: w, record: func(status int, verdict string) { log.answered(entry.Seq, status, verdict) }}
		if call.Write && refusals.on.Load() {
			drain(r)
			call.Deny(answer)
			return
		}
		goesOn := next
		if fault := faults.take(call); fault != nil {
			if goesOn = fault.serve(answer, r, call, next); goesOn == nil {
				return
			}
		}
		pause.serve(answer, r, entry, goesOn)
		answer.begin(http.StatusOK) // which is the answer of a handler that writes nothing
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_slipway/") {
			mux.ServeHTTP(w, r)
			return
		}
		steered(w, r)
	})
}

// drain takes the rest of an upload that nobody wants: a client that still sends when the connection ends misses the answer.
func drain(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

// recorded has the status of an answer in the log before the client can see it.
type recorded struct {
	http.ResponseWriter
	record func(status int, verdict string)
	begun  bool
}

func (r *recorded) begin(status int) {
	if !r.begun && status >= http.StatusOK { // a status below is not the last
		r.begun = true
		r.record(status, r.Header().Get(VerdictHeader))
		r.Header().Del(VerdictHeader)
	}
}

func (r *recorded) WriteHeader(status int) {
	r.begin(status)
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorded) Write(p []byte) (int, error) {
	r.begin(http.StatusOK)
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController flush the answer.
func (r *recorded) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client is gone when this fails; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}

// misused says how a switch is used.
func misused(w http.ResponseWriter, usage string) {
	answer(w, http.StatusBadRequest, map[string]string{"error": usage})
}
