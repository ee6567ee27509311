package steer

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"slipway/emulator/gateway/awsapi"
)

// fault is an error for the next calls of an action.
type fault struct {
	service, action, code string
	status, times         int
}

type faults struct {
	mu   sync.Mutex
	list []fault
}

// add answers POST /_slipway/fail?action=X[&service=…][&status=500][&code=InternalError][&times=1].
func (f *faults) add(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	status, err := strconv.Atoi(cmp.Or(query.Get("status"), "500"))
	times, errTimes := strconv.Atoi(cmp.Or(query.Get("times"), "1"))
	if query.Get("action") == "" || err != nil || errTimes != nil || status < 400 || status > 599 || times < 1 {
		misused(w, "say /_slipway/fail?action=CreateCluster&service=ecs&status=500&code=InternalError&times=1; the action is needed, a status is 400 to 599")
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fault{
		service: query.Get("service"), action: query.Get("action"), code: cmp.Or(query.Get("code"), "InternalError"), status: status, times: times,
	})
	w.WriteHeader(http.StatusNoContent)
}

// take uses up one error for the call; nil is none.
func (f *faults) take(call awsapi.Call) *fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		found := f.list[i]
		if !matches(found.service, found.action, call.Service, call.Action) {
			continue
		}
		f.list[i].times--
		if f.list[i].times == 0 {
			f.list = slices.Delete(f.list, i, i+1)
		}
		return &found
	}
	return nil
}

// matches compares a call with what a test asks for; no service is any.
func matches(askedService, askedAction, service, action string) bool {
	return askedAction == action && (askedService == "" || askedService == service)
}
