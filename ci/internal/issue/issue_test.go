package issue

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

type entry struct {
	Number int            `json:"number"`
	Title  string         `json:"title"`
	Body   string         `json:"body"`
	State  string         `json:"state"`
	URL    string         `json:"html_url"`
	User   map[string]any `json:"user"`
	Pull   map[string]any `json:"pull_request,omitempty"`
}

// gitHub has the issues of acme/shop, one on a page.
type gitHub struct {
	issues  []*entry
	address string
}

func newGitHub(t *testing.T, issues ...*entry) *gitHub {
	g := &gitHub{issues: issues}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.address = server.URL
	return g
}

func (g *gitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const folder = "/api/v3/repos/acme/shop/issues"
	answer := func(status int, body any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	if r.Header.Get("Authorization") != "Bearer token" {
		answer(http.StatusUnauthorized, map[string]string{"message": "Bad credentials"})
		return
	}
	switch {
	case r.URL.Path == "/api/v3/user":
		answer(http.StatusForbidden, map[string]string{"message": "Resource not accessible by integration"})
	case r.Method == http.MethodGet && r.URL.Path == folder:
		var open []*entry
		for _, i := range g.issues {
			if i.State == "open" {
				open = append(open, i)
			}
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		if page < len(open) {
			w.Header().Set("Link", fmt.Sprintf("<%s%s?page=%d>; rel=\"next\"", g.address, folder, page+1))
		}
		answer(http.StatusOK, open[min(page-1, len(open)):min(page, len(open))])
	case r.Method == http.MethodPost && r.URL.Path == folder:
		made := &entry{Number: len(g.issues) + 1, State: "open", URL: fmt.Sprint("https://github.example/", len(g.issues)+1), User: bot}
		_ = json.NewDecoder(r.Body).Decode(made)
		g.issues = append(g.issues, made)
		answer(http.StatusCreated, made)
	case r.Method == http.MethodPatch:
		number, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, folder+"/"))
		_ = json.NewDecoder(r.Body).Decode(g.issues[number-1])
		answer(http.StatusOK, g.issues[number-1])
	default:
		answer(http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

var (
	bot    = map[string]any{"login": "github-actions[bot]", "type": "Bot"}
	person = map[string]any{"login": "mallory", "type": "User"}
)

func TestKeep(t *testing.T) {
	g := newGitHub(t,
		&entry{Number: 1, State: "open", Body: "<!-- slipway drift of prod -->\nnot ours", User: person},
		&entry{Number: 2, State: "open", Body: "<!-- slipway drift of prod -->\na pull request", User: bot, Pull: map[string]any{"url": "x"}})
	keep := func(key, text string, open bool) string {
		t.Helper()
		address, err := Keep(t.Context(), g.address, "acme/shop", "token", Issue{Key: key, Title: "Drift in prod", Text: text, Open: open})
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	if address := keep("drift of prod", "nothing", false); address != "" || len(g.issues) != 2 {
		t.Errorf("said %q, and %d issues, of nothing", address, len(g.issues))
	}
	first := keep("drift of prod", "one", true)
	if second := keep("drift of prod", "two ``` fences", true); second != first || len(g.issues) != 3 {
		t.Errorf("the second time it is %s and not %s, of %d issues", second, first, len(g.issues))
	}
	if got := g.issues[2].Body; !strings.Contains(got, "````\ntwo ``` fences\n````") || strings.Contains(got, "one") {
		t.Errorf("it says %q", got)
	}
	keep("drift of staging", "another", true)
	keep("drift of prod", "it is over", false)
	if g.issues[2].State != "closed" || !strings.Contains(g.issues[2].Body, "it is over") || g.issues[3].State != "open" {
		t.Errorf("got %+v and %+v", g.issues[2], g.issues[3])
	}
	if again := keep("drift of prod", "once more", true); again == first || len(g.issues) != 5 {
		t.Errorf("after the end it is %s, of %d issues", again, len(g.issues))
	}
}

func TestKeepSaysWhatToChange(t *testing.T) {
	g := newGitHub(t)
	for name, c := range map[string]struct{ repository, token, want string }{
		"a wrong token": {"acme/shop", "other", "The token is not valid, or is over: give another"},
		"another":       {"acme/other", "token", "Is it there, and may the token write to it? Give the job of a workflow permissions: {issues: write}"},
		"no owner":      {"shop", "token", `repository is "shop": write owner/name`},
	} {
		if _, err := Keep(t.Context(), g.address, c.repository, c.token, Issue{Open: true}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestBodyNamesTheRun: by it a workflow knows whether its own run has told the issue. The first line stays what an issue is known by.
func TestBodyNamesTheRun(t *testing.T) {
	body := Issue{Key: "drift of prod", Text: "one", Run: "https://github.example/acme/shop/actions/runs/7"}.body()
	if want := "<!-- slipway drift of prod -->\nSeen by https://github.example/acme/shop/actions/runs/7\n\n```\none\n```\n"; body != want {
		t.Errorf("it is %q, want %q", body, want)
	}
}

func TestBody(t *testing.T) {
	long := Issue{Key: "k", Text: strings.Repeat("ä", 70_000)}.body()
	if n := len([]rune(long)); n > 60_200 || !strings.Contains(long, "This is cut") {
		t.Errorf("it has %d characters", n)
	}
}
