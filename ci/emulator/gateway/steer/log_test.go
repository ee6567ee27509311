package steer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"slipway/emulator/gateway/awsapi"
)

func TestCallsAreInTheLog(t *testing.T) {
	e := start(t)
	e.ask(t.Context(), "CreateRole")
	e.ask(t.Context(), "GetRole")
	e.ask(t.Context(), "DeleteRole")
	for query, want := range map[string]string{
		"":                    "1 CreateRole, 2 GetRole, 3 DeleteRole, ",
		"?write=true":         "1 CreateRole, 3 DeleteRole, ",
		"?write=false":        "2 GetRole, ",
		"?since=1":            "2 GetRole, 3 DeleteRole, ",
		"?write=true&since=3": "",
	} {
		got := ""
		for _, call := range e.calls(t, query) {
			got += fmt.Sprintf("%d %s, ", call.Seq, call.Action)
			if call.Status != http.StatusCreated || call.Service != "iam" {
				t.Errorf("got %+v", call)
			}
		}
		if got != want {
			t.Errorf("calls%s: %s, want %s", query, got, want)
		}
	}
	e.steer(t, http.StatusNoContent, "DELETE", "calls", "", nil)
	e.ask(t.Context(), "GetUser")
	if found := e.calls(t, ""); len(found) != 1 || found[0].Seq != 4 {
		t.Errorf("after it was emptied the log has %+v", found)
	}
	e.steer(t, http.StatusBadRequest, "GET", "calls?since=yesterday", "", nil)
	e.steer(t, http.StatusBadRequest, "GET", "calls?write=perhaps", "", nil)
}

func TestTheLogForgetsTheOldest(t *testing.T) {
	log := newCallLog(3)
	var all []entry
	for i := range 8 {
		all = append(all, log.begin(awsapi.Call{Action: fmt.Sprint(i + 1)}))
	}
	for _, call := range all {
		log.answered(call.Seq, 200+call.Seq, "") // those that are forgotten must not mark others
	}
	got := ""
	for _, call := range log.since(0, func(entry) bool { return true }) {
		got += fmt.Sprintf("%s:%d ", call.Action, call.Status)
	}
	if got != "6:206 7:207 8:208 " {
		t.Errorf("got %s", got)
	}
}

func TestWhatACallNeededIsInTheLogAndNotInTheAnswer(t *testing.T) {
	const verdict = `{"principal":"arn:aws:iam::1:role/r","allowed":true,"rights":[]}`
	server := httptest.NewServer(Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(VerdictHeader, map[bool]string{true: verdict, false: "no JSON"}[r.URL.Path == "/told"])
		w.WriteHeader(http.StatusOK)
	}), func(*http.Request) bool { return false }))
	defer server.Close()
	e := &emulator{url: server.URL}
	for _, path := range []string{"/told", "/garbled"} {
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := resp.Header.Get(VerdictHeader); got != "" {
			t.Errorf("the client of %s is told %s", path, got)
		}
	}
	calls := e.calls(t, "")
	if len(calls) != 2 || string(calls[0].IAM) != verdict || calls[1].IAM != nil {
		t.Errorf("the log has %+v", calls)
	}
}
