package steer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// emulator is a handler that notes what reaches it, behind the switches.
type emulator struct {
	url    string
	mu     sync.Mutex
	bodies []string
}

func (e *emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	e.bodies = append(e.bodies, string(body))
	e.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte("done"))
}

func (e *emulator) reached() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.bodies)
}

func start(t *testing.T) *emulator {
	t.Helper()
	e := &emulator{}
	server := httptest.NewServer(Handler(e, func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v2/") }))
	t.Cleanup(server.Close)
	e.url = server.URL
	return e
}

// ask makes a call of a query service, and returns the status: 0 when the connection ended without an answer.
func (e *emulator) ask(ctx context.Context, action string) int { return e.attempt(ctx, action, 1) }

// attempt asks for the n-th time, as an SDK counts them.
func (e *emulator) attempt(ctx context.Context, action string, n int) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, strings.NewReader("Action="+action))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=k/20261128/us-east-1/iam/aws4_request, Signature=0")
	req.Header.Set("Amz-Sdk-Request", fmt.Sprintf("attempt=%d; max=25", n))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// steer throws a switch and reads the JSON of its answer into out.
func (e *emulator) steer(t *testing.T, want int, method, path, body string, out any) {
	t.Helper()
	req, err := http.NewRequest(method, e.url+"/_slipway/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != want {
		t.Fatalf("%s %s answers %s: %s", method, path, resp.Status, text)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func (e *emulator) calls(t *testing.T, query string) []entry {
	t.Helper()
	var found []entry
	e.steer(t, http.StatusOK, "GET", "calls"+query, "", &found)
	return found
}

func TestOtherAddressesAreTheEmulators(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusCreated, "GET", "health", "", nil)
	e.steer(t, http.StatusCreated, "POST", "fail-next/orders", "", nil)
	if found := e.calls(t, ""); len(found) != 0 {
		t.Errorf("the emulator's own addresses are in the log: %v", found)
	}
}

func TestReadOnly(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "read-only", "on\n", nil)
	if status := e.ask(t.Context(), "CreateRole"); status != http.StatusForbidden {
		t.Errorf("a write answers %d", status)
	}
	if status := e.ask(t.Context(), "GetRole"); status != http.StatusCreated {
		t.Errorf("a read answers %d", status)
	}
	// Longer than what net/http reads by itself of a request that was answered.
	req, _ := http.NewRequest(http.MethodPut, e.url+"/v2/api/manifests/v1", strings.NewReader(strings.Repeat("x", 8<<20)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || e.reached() != 1 {
		t.Errorf("a push answers %s, %d calls got through", resp.Status, e.reached())
	}
	e.steer(t, http.StatusBadRequest, "POST", "read-only", "maybe", nil)
	e.steer(t, http.StatusNoContent, "POST", "read-only?on=false", "", nil)
	if status := e.ask(t.Context(), "CreateRole"); status != http.StatusCreated {
		t.Errorf("a write answers %d after it is off", status)
	}
	var refused []string
	for _, call := range e.calls(t, "?write=true") {
		if call.Status == http.StatusForbidden {
			refused = append(refused, call.Service+":"+call.Action)
		}
	}
	if got := strings.Join(refused, " "); got != "iam:CreateRole registry:PutManifest" {
		t.Errorf("the log has as refused: %s", got)
	}
}

func TestARefusedCallUsesUpNoFault(t *testing.T) {
	e := start(t)
	e.steer(t, http.StatusNoContent, "POST", "fail?action=CreateRole", "", nil)
	e.steer(t, http.StatusNoContent, "POST", "read-only", "on", nil)
	first := e.ask(t.Context(), "CreateRole")
	e.steer(t, http.StatusNoContent, "POST", "read-only", "off", nil)
	if second := e.ask(t.Context(), "CreateRole"); first != 403 || second != 500 {
		t.Errorf("got %d and %d", first, second)
	}
}
