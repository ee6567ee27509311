package connect

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// orders are names whose addresses are this machine's own, and one of them, at a port that is free.
func orders(t *testing.T) (names *Names, name Name, url string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	name = Name{"arn:ns", "orders", free.Addr().(*net.TCPAddr).Port}
	_ = free.Close()
	names = New()
	names.place = func(context.Context, string, string) error { return nil }
	names.address = func(index int) string { return fmt.Sprint("127.0.0.", index+1) }
	t.Cleanup(names.Close)
	ip, err := names.Take(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return names, name, fmt.Sprintf("http://%s:%d/orders?limit=1", ip, name.Port)
}

func task(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func ask(t *testing.T, url, body string) (int, string) {
	t.Helper()
	answer, err := http.Post(url, "text/plain", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// echo answers with the task's name, the path that it was asked for, and what it was sent.
func echo(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, name, " ", r.URL, " ", string(text))
	}
}

func TestCallsAreSpreadOverTheTasks(t *testing.T) {
	names, name, url := orders(t)
	names.Update([]Endpoint{{Name: name, Targets: []string{task(t, echo("a")), task(t, echo("b"))}}})
	got := map[string]int{}
	for range 4 {
		_, text := ask(t, url, "cart")
		got[text]++
	}
	if got["a /orders?limit=1 cart"] != 2 || got["b /orders?limit=1 cart"] != 2 {
		t.Errorf("got %v: one connection must not tie a client to one task", got)
	}
}

func TestNobodyIsBehindTheName(t *testing.T) {
	names, name, url := orders(t)
	if status, text := ask(t, url, ""); status != http.StatusServiceUnavailable || text != "no healthy upstream" {
		t.Errorf("got %d %s", status, text)
	}
	names.Update([]Endpoint{{Name: name, Targets: []string{task(t, echo("a"))}}})
	if status, _ := ask(t, url, ""); status != http.StatusOK {
		t.Errorf("once a task runs: %d", status)
	}
	names.Update(nil)
	if status, _ := ask(t, url, ""); status != http.StatusServiceUnavailable {
		t.Errorf("a service that is gone: %d", status)
	}
}

// A task that is gone and still listed costs nobody a call, with its body.
func TestATaskThatTakesNoConnection(t *testing.T) {
	names, name, url := orders(t)
	gone := httptest.NewServer(echo("gone"))
	address := gone.Listener.Addr().String()
	gone.Close()
	names.Update([]Endpoint{{Name: name, Targets: []string{address, task(t, echo("b"))}}})
	for range 3 {
		if status, text := ask(t, url, "cart"); status != http.StatusOK || !strings.HasSuffix(text, " cart") {
			t.Errorf("got %d %s", status, text)
		}
	}
	names.Update([]Endpoint{{Name: name, Targets: []string{address}}})
	if status, _ := ask(t, url, "cart"); status != http.StatusServiceUnavailable {
		t.Errorf("none is left: %d", status)
	}
}

// What a task has begun to answer is not asked of another: it may have been done.
func TestACallIsDoneOnce(t *testing.T) {
	names, name, url := orders(t)
	asked := make(chan struct{}, 9)
	breaks := func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		panic(http.ErrAbortHandler)
	}
	names.Update([]Endpoint{{Name: name, Targets: []string{task(t, breaks), task(t, breaks)}}})
	if status, _ := ask(t, url, "pay"); status != http.StatusServiceUnavailable || len(asked) != 1 {
		t.Errorf("got %d, and %d tasks were asked", status, len(asked))
	}
}

func TestACallThatNobodyAnswersEnds(t *testing.T) {
	names, name, url := orders(t)
	hangs := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees that the client is gone once it has read all
		<-r.Context().Done()
	}
	names.Update([]Endpoint{{Name: name, Targets: []string{task(t, hangs)}, Timeout: 1}})
	if status, text := ask(t, url, "cart"); status != http.StatusGatewayTimeout || text != "upstream request timeout" {
		t.Errorf("got %d %s", status, text)
	}
}

// Namespaces have names of their own: a preview's orders are not its base's.
func TestNamesOfNamespaces(t *testing.T) {
	names, name, url := orders(t)
	other := Name{"arn:preview", "orders", name.Port}
	again, err := names.Take(t.Context(), name)
	if err != nil || !strings.Contains(url, "//"+again+":") {
		t.Errorf("a name must keep its address: %s, %v", again, err)
	}
	ip, err := names.Take(t.Context(), other)
	if err != nil || ip == again {
		t.Fatalf("got %s, %v", ip, err)
	}
	names.Update([]Endpoint{{Name: name, Targets: []string{task(t, echo("base"))}}, {Name: other, Targets: []string{task(t, echo("preview"))}}})
	if _, text := ask(t, fmt.Sprintf("http://%s:%d/", ip, name.Port), ""); !strings.HasPrefix(text, "preview") {
		t.Errorf("got %s", text)
	}
}
