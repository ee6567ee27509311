package steer

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"slipway/emulator/gateway/awsapi"
)

// What a fault does to a call.
const (
	fails  = "error" // answers an error, and the call is not done
	resets = "reset" // resets the connection, and the call is not done
	halves = "half"  // does the call, and breaks off in the middle of the answer
	loses  = "lost"  // does the call, and resets the connection in place of the answer
	slows  = "slow"  // does the call, after the latency
)

// every is the action that stands for all.
const every = "*"

// fault is what happens to the next calls of an action.
type fault struct {
	Effect  string `json:"effect"`
	Service string `json:"service,omitempty"`
	Action  string `json:"action"`
	// Resource is a part of what the call is about, as the log names it; "" is all.
	Resource string `json:"resource,omitempty"`
	Status   int    `json:"status,omitempty"`
	Code     string `json:"code,omitempty"`
	// Probability is that of a call which matches: 1 is each.
	Probability float64 `json:"probability"`
	// Latency is how long the call waits first, as in 1.5s.
	Latency string `json:"latency"`
	// Times is how many calls are still to be met.
	Times   int `json:"times"`
	latency time.Duration
}

const failUsage = "say /_slipway/fail?action=CreateCluster&service=ecs&resource=shop&effect=error|reset|half|lost|slow&status=500&code=InternalError&times=1&probability=1&latency=0s; " +
	"the action is needed, * is all; a status is 400 to 599, a probability above 0 and at most 1, and slow needs a latency"

func readFault(query url.Values) (fault, error) {
	f := fault{
		Effect: cmp.Or(query.Get("effect"), fails), Service: query.Get("service"), Action: query.Get("action"),
		Resource: query.Get("resource"), Latency: cmp.Or(query.Get("latency"), "0s"),
	}
	var errs [4]error
	f.Times, errs[0] = strconv.Atoi(cmp.Or(query.Get("times"), "1"))
	f.Probability, errs[1] = strconv.ParseFloat(cmp.Or(query.Get("probability"), "1"), 64)
	f.latency, errs[2] = time.ParseDuration(f.Latency)
	if f.Effect == fails {
		f.Status, errs[3] = strconv.Atoi(cmp.Or(query.Get("status"), "500"))
		f.Code = cmp.Or(query.Get("code"), "InternalError")
		if f.Status < 400 || f.Status > 599 {
			return f, errors.New(failUsage)
		}
	}
	if errors.Join(errs[:]...) != nil || f.Action == "" || f.Times < 1 || f.latency < 0 ||
		!(f.Probability > 0 && f.Probability <= 1) || !slices.Contains([]string{fails, resets, halves, loses, slows}, f.Effect) ||
		f.Effect == slows && f.latency == 0 {
		return f, errors.New(failUsage)
	}
	return f, nil
}

type faults struct {
	mu   sync.Mutex
	list []fault
}

// add answers POST /_slipway/fail?action=X and what else there is to say.
func (f *faults) add(w http.ResponseWriter, r *http.Request) {
	made, err := readFault(r.URL.Query())
	if err != nil {
		misused(w, err.Error())
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, made)
	w.WriteHeader(http.StatusNoContent)
}

// show answers GET /_slipway/fail with the faults that have not met all their calls.
func (f *faults) show(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	answer(w, http.StatusOK, append([]fault{}, f.list...))
}

// forget answers DELETE /_slipway/fail.
func (f *faults) forget(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
	w.WriteHeader(http.StatusNoContent)
}

// take uses up one fault for the call; nil is none.
func (f *faults) take(call awsapi.Call) *fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		found := f.list[i]
		if !matches(found.Service, found.Action, call.Service, call.Action) || !strings.Contains(call.Resource, found.Resource) || rand.Float64() >= found.Probability {
			continue
		}
		f.list[i].Times--
		if f.list[i].Times == 0 {
			f.list = slices.Delete(f.list, i, i+1)
		}
		return &found
	}
	return nil
}

// serve does to the call what the fault says. It returns the handler that goes on with it, nil where the call is over.
func (f *fault) serve(w *recorded, r *http.Request, call awsapi.Call, next http.Handler) http.Handler {
	select {
	case <-time.After(f.latency):
	case <-r.Context().Done():
	}
	switch f.Effect {
	case fails:
		drain(r)
		call.Fail(w, f.Status, f.Code, "a test asked for this error, with /_slipway/fail")
		return nil
	case resets:
		drain(r)
		reset(w)
		return nil
	case loses:
		recordedAnswer(r, next)
		reset(w)
		return nil
	case halves:
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { half(w, r, next) })
	}
	return next
}

// matches compares a call with what a test asks for; no service is any.
func matches(askedService, askedAction, service, action string) bool {
	return (askedAction == action || askedAction == every) && (askedService == "" || askedService == service)
}

// half does the call, promises the whole answer, sends one half of it and ends the connection.
func half(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := recordedAnswer(r, next)
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	body := whole.Body.Bytes()
	w.Header().Set("Content-Length", fmt.Sprint(max(len(body), 2)))
	w.WriteHeader(whole.Code)
	_, _ = w.Write(body[:len(body)/2]) // who is gone misses the rest too
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
