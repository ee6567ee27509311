package act

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// hub stands in for GitHub's API, as `plan comment` and `drift --issues` see it: it has one pull request, issues, and a token of a workflow,
// which may not ask who it is.
type hub struct {
	address string

	mu       sync.Mutex
	comments []comment
	issues   []issue
}

type comment struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	User author `json:"user"`
}

type issue struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Body   string `json:"body"`
	State  string `json:"state"`
	User   author `json:"user"`
}

type author struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// newHub listens where the containers of an engine reach this host, which is not its loopback.
func newHub(t *testing.T) *hub {
	t.Helper()
	// It sends nothing. The system says with which address it would.
	out, err := net.Dial("udp", "198.51.100.1:9")
	if err != nil {
		t.Fatalf("this host has no address but its loopback, and the engine's containers can't reach that: %v", err)
	}
	host, _, err := net.SplitHostPort(out.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{address: "http://" + listener.Addr().String()}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	answer := func(status int, body any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	const issues = "/api/v3/repos/" + repository + "/issues/"
	of := issues + strconv.Itoa(pullRequest) + "/comments"
	text, _ := io.ReadAll(r.Body)
	var sent comment
	if r.Method != http.MethodGet && json.Unmarshal(text, &sent) != nil {
		answer(http.StatusBadRequest, map[string]string{"message": "Problems parsing JSON"})
		return
	}
	number, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, issues))
	id, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, issues+"comments/"))
	switch {
	case r.Header.Get("Authorization") != "Bearer "+token:
		answer(http.StatusUnauthorized, map[string]string{"message": "Bad credentials"})
	case r.URL.Path == "/api/v3/user":
		answer(http.StatusForbidden, map[string]string{"message": "Resource not accessible by integration"})
	case r.Method == http.MethodGet && r.URL.Path == of:
		answer(http.StatusOK, h.comments)
	case r.Method == http.MethodPost && r.URL.Path == of:
		sent.ID, sent.User = len(h.comments)+1, author{"github-actions[bot]", "Bot"}
		h.comments = append(h.comments, sent)
		answer(http.StatusCreated, sent)
	case r.Method == http.MethodPatch && 0 < id && id <= len(h.comments):
		h.comments[id-1].Body = sent.Body
		answer(http.StatusOK, h.comments[id-1])
	case r.Method == http.MethodGet && r.URL.Path+"/" == issues:
		answer(http.StatusOK, h.isOpen())
	case r.Method == http.MethodPost && r.URL.Path+"/" == issues:
		h.issues = append(h.issues, issue{Number: len(h.issues) + 1, State: "open", User: author{"github-actions[bot]", "Bot"}})
		_ = json.Unmarshal(text, &h.issues[len(h.issues)-1])
		answer(http.StatusCreated, h.issues[len(h.issues)-1])
	case r.Method == http.MethodPatch && 0 < number && number <= len(h.issues):
		_ = json.Unmarshal(text, &h.issues[number-1])
		answer(http.StatusOK, h.issues[number-1])
	default:
		answer(http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

// isOpen are the issues that are open; no null where none is.
func (h *hub) isOpen() []issue {
	return slices.DeleteFunc(append([]issue{}, h.issues...), func(i issue) bool { return i.State != "open" })
}

// open is what the open issues say, by title.
func (h *hub) open() map[string]string {
	h.mu.Lock()
	defer h.mu.Unlock()
	bodies := map[string]string{}
	for _, i := range h.isOpen() {
		bodies[i.Title] += i.Body
	}
	return bodies
}

// said is what the comments of the pull request say.
func (h *hub) said() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var bodies []string
	for _, c := range h.comments {
		bodies = append(bodies, c.Body)
	}
	return bodies
}
