package steer

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFail(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&service=ecs", "", nil)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&service=iam&status=503&code=Throttling&times=2", "", nil)
	for i, want := range []int{503, 503, 201} {
		if got := e.ask(t.Context(), "CreateRole"); got != want {
			t.Errorf("call %d answers %d, want %d", i+1, got, want)
		}
	}
	for _, query := range []string{
		"", "?action=X&status=200", "?action=X&times=none", "?action=X&times=0", "?action=X&effect=sulk", "?action=X&effect=slow",
		"?action=X&latency=soon", "?action=X&probability=0", "?action=X&probability=1.5", "?action=X&probability=NaN",
	} {
		e.steer(t, http.StatusBadRequest, "POST", "fail"+query, "", nil)
	}
	var left []fault
	e.steer(t, http.StatusOK, "GET", "fail", "", &left)
	if len(left) != 1 || left[0].Service != "ecs" || left[0].Times != 1 {
		t.Errorf("what met no call: %+v", left)
	}
	e.steer(t, http.StatusNoContent, "DELETE", "fail", "", nil)
	e.steer(t, http.StatusOK, "GET", "fail", "", &left)
	if len(left) != 0 {
		t.Errorf("after it was forgotten: %+v", left)
	}
}

func TestFailEveryAction(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=*&status=403&code=ExpiredToken&times=2", "", nil)
	if e.ask(t.Context(), "CreateRole") != 403 || e.ask(t.Context(), "GetRole") != 403 || e.ask(t.Context(), "GetRole") != 201 {
		t.Error("not the next two calls failed")
	}
}

func TestSomeCallsFail(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=GetRole&probability=0.5&times=1000", "", nil)
	failed := 0
	for range 200 {
		if e.ask(t.Context(), "GetRole") == 500 {
			failed++
		}
	}
	if failed < 50 || failed > 150 {
		t.Errorf("%d of 200 calls failed at a probability of a half", failed)
	}
}

func TestAConnectionIsReset(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&effect=reset", "", nil)
	_, err := e.post(t.Context())
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v", err)
	}
	if e.reached() != 0 {
		t.Error("the call was done")
	}
	if calls := e.calls(t, ""); len(calls) != 1 || calls[0].Status != statusDropped {
		t.Errorf("the log has %+v", calls)
	}
}

func TestALostAnswer(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&resource=nobody&effect=lost", "", nil)
	if body, err := e.post(t.Context()); err != nil || body != "done" {
		t.Errorf("a call about something else: %q, %v", body, err)
	}
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&effect=lost", "", nil)
	if _, err := e.post(t.Context()); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v", err)
	}
	if e.reached() != 2 {
		t.Error("the call was not done")
	}
}

func TestHalfAnAnswer(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&effect=half", "", nil)
	body, err := e.post(t.Context())
	if !errors.Is(err, io.ErrUnexpectedEOF) || body != "do" {
		t.Errorf("got %q, %v", body, err)
	}
	if e.reached() != 1 {
		t.Error("the call was not done")
	}
}

func TestASlowAnswer(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&effect=slow&latency=1h", "", nil)
	impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := e.post(impatient); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call of an hour: %v", err)
	}
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole&effect=slow&latency=1ms", "", nil)
	if body, err := e.post(t.Context()); err != nil || body != "done" {
		t.Errorf("got %q, %v", body, err)
	}
}

// post makes the call CreateRole.
func (e *emulator) post(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, strings.NewReader("Action=CreateRole"))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}
