package steer

import (
	"context"
	"net/http"
	"testing"
)

type paused struct {
	Held, Forwarded, ClientGone bool
	Call                        entry
}

// holding makes a call that meets a trap; its status comes through the channel.
func (e *emulator) holding(ctx context.Context, t *testing.T, query string) <-chan int {
	t.Helper()
	e.steer(t, http.StatusNoContent, "POST", "pause?action=DeleteRole"+query, "", nil)
	status := make(chan int, 1)
	go func() { status <- e.ask(ctx, "DeleteRole") }()
	var found paused
	e.steer(t, http.StatusOK, "GET", "paused?wait=30", "", &found)
	if !found.Held || found.Call.Action != "DeleteRole" {
		t.Fatalf("no call is held: %+v", found)
	}
	return status
}

func (e *emulator) status(t *testing.T, action string) int {
	t.Helper()
	for _, call := range e.calls(t, "") {
		if call.Action == action {
			return call.Status
		}
	}
	t.Fatalf("%s is not in the log", action)
	return 0
}

func TestAHeldCallGoesOn(t *testing.T) {
	e := start(t)
	status := e.holding(t.Context(), t, "&service=iam")
	if e.reached() != 0 || e.status(t, "DeleteRole") != 0 {
		t.Error("it was forwarded while it is held")
	}
	if got := e.ask(t.Context(), "DeleteRole"); got != http.StatusCreated {
		t.Errorf("another call answers %d meanwhile", got)
	}
	e.steer(t, http.StatusConflict, "POST", "pause?action=CreateRole", "", nil)
	e.steer(t, http.StatusNoContent, "POST", "resume", "", nil)
	if got := <-status; got != http.StatusCreated || e.reached() != 2 {
		t.Errorf("it answers %d; %d calls were forwarded", got, e.reached())
	}
	if e.bodies[1] != "Action=DeleteRole" {
		t.Errorf("its body arrived as %q", e.bodies[1])
	}
	var found paused
	e.steer(t, http.StatusOK, "GET", "paused", "", &found)
	if found.Held {
		t.Error("it is still said to be held")
	}
}

func TestAHeldCallWhoseClientIsGoneIsDropped(t *testing.T) {
	e := start(t)
	ctx, kill := context.WithCancel(t.Context())
	status := e.holding(ctx, t, "")
	kill()
	<-status
	for found := (paused{}); !found.ClientGone; {
		e.steer(t, http.StatusOK, "GET", "paused", "", &found)
	}
	e.steer(t, http.StatusNoContent, "POST", "resume", "", nil)
	e.awaitStatus(t, statusDropped)
	if e.reached() != 0 {
		t.Error("it was forwarded")
	}
}

func TestAClientThatAsksAgainIsHeldAgain(t *testing.T) {
	e := start(t)
	ctx, giveUp := context.WithCancel(t.Context())
	status := e.holding(ctx, t, "")
	giveUp()
	<-status
	var found paused
	for !found.ClientGone {
		e.steer(t, http.StatusOK, "GET", "paused", "", &found)
	}
	if got := e.ask(t.Context(), "DeleteRole"); got != http.StatusCreated {
		t.Errorf("another client's call answers %d", got)
	}
	first := found.Call.Seq
	again := make(chan int, 1)
	go func() { again <- e.attempt(t.Context(), "DeleteRole", 2) }()
	for found.Call.Seq == first || !found.Held {
		e.steer(t, http.StatusOK, "GET", "paused?wait=30", "", &found)
	}
	if found.ClientGone || e.reached() != 1 {
		t.Errorf("the second attempt is not held: %+v, %d calls were forwarded", found, e.reached())
	}
	e.steer(t, http.StatusNoContent, "POST", "resume", "", nil)
	if got := <-again; got != http.StatusCreated || e.reached() != 2 {
		t.Errorf("it answers %d; %d calls were forwarded", got, e.reached())
	}
}

func (e *emulator) awaitStatus(t *testing.T, want int) {
	t.Helper()
	for got := 0; got == 0; {
		if got = e.status(t, "DeleteRole"); got != 0 && got != want {
			t.Fatalf("the log has status %d, want %d", got, want)
		}
	}
}

func TestAHeldCallCanBeDropped(t *testing.T) {
	e := start(t)
	status := e.holding(t.Context(), t, "")
	e.steer(t, http.StatusNoContent, "POST", "resume?drop=true", "", nil)
	if got := <-status; got != 0 || e.reached() != 0 {
		t.Errorf("it answers %d; %d calls were forwarded", got, e.reached())
	}
	e.awaitStatus(t, statusDropped)
}

func TestAnAnswerIsHeld(t *testing.T) {
	for query, want := range map[string]int{"": http.StatusCreated, "?drop=true": 0} {
		e := start(t)
		status := e.holding(t.Context(), t, "&after=true")
		if e.reached() != 1 {
			t.Error("it was not forwarded")
		}
		e.steer(t, http.StatusNoContent, "POST", "resume"+query, "", nil)
		if got := <-status; got != want {
			t.Errorf("resume%s: it answers %d, want %d", query, got, want)
		}
		e.awaitStatus(t, http.StatusCreated)
	}
}

func TestResumeDisarms(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "pause?action=DeleteRole&service=ecs", "", nil)
	if got := e.ask(t.Context(), "DeleteRole"); got != http.StatusCreated {
		t.Errorf("a call of another service answers %d", got)
	}
	e.steer(t, http.StatusNoContent, "POST", "pause?action=DeleteRole", "", nil)
	e.steer(t, http.StatusNoContent, "POST", "resume", "", nil)
	if got := e.ask(t.Context(), "DeleteRole"); got != http.StatusCreated {
		t.Errorf("a call after it answers %d", got)
	}
	for _, path := range []string{"pause", "pause?action=X&after=maybe", "pause?action=X&skip=-1", "pause?action=X&skip=some", "resume?drop=maybe"} {
		e.steer(t, http.StatusBadRequest, "POST", path, "", nil)
	}
}

func TestAPauseSkipsCalls(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "pause?action=DeleteRole&skip=2", "", nil)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, action := range []string{"DeleteRole", "CreateRole", "DeleteRole", "DeleteRole", "DeleteRole"} {
			if got := e.ask(t.Context(), action); got != http.StatusCreated {
				t.Errorf("%s answers %d", action, got)
			}
		}
	}()
	var found paused
	e.steer(t, http.StatusOK, "GET", "paused?wait=30", "", &found)
	if !found.Held || found.Call.Seq != 4 || e.reached() != 3 {
		t.Errorf("%+v is held, and %d calls were forwarded; want the fourth call, after three", found, e.reached())
	}
	e.steer(t, http.StatusNoContent, "POST", "resume", "", nil)
	<-ended
}
