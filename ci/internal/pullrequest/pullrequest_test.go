package pullrequest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// gitHub has the comments of one pull request, two on a page. Whose they are does not matter to who changes them.
type gitHub struct {
	t        *testing.T
	bot      bool // the token is a workflow's, and may not ask whose it is
	address  string
	comments []comment
}

type comment struct {
	ID      int    `json:"id"`
	Body    string `json:"body"`
	Address string `json:"html_url"`
	User    user   `json:"user"`
}

type user struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

var (
	us   = user{"slipway[bot]", "Bot"}
	them = user{"mallory", "User"}
)

func newGitHub(t *testing.T, comments ...comment) *gitHub {
	g := &gitHub{t: t, comments: comments}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.address = server.URL
	return g
}

func (g *gitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const folder = "/api/v3/repos/acme/shop/issues/"
	answer := func(status int, body any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	var sent comment
	_ = json.NewDecoder(r.Body).Decode(&sent)
	switch at := strings.TrimPrefix(r.URL.Path, folder); {
	case r.Header.Get("Authorization") != "Bearer token":
		answer(http.StatusUnauthorized, map[string]string{"message": "Bad credentials"})
	case r.URL.Path == "/api/v3/user" && g.bot:
		answer(http.StatusForbidden, map[string]string{"message": "Resource not accessible by integration"})
	case r.URL.Path == "/api/v3/user":
		answer(http.StatusOK, us)
	case r.Method == http.MethodGet && at == "7/comments":
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from := max(page-1, 0) * 2
		to := min(from+2, len(g.comments))
		if to < len(g.comments) {
			w.Header().Set("Link", fmt.Sprintf("<%s%s?page=%d>; rel=\"next\"", g.address, r.URL.Path, max(page, 1)+1))
		}
		answer(http.StatusOK, g.comments[from:to])
	case r.Method == http.MethodPost && at == "7/comments":
		sent.ID, sent.User = len(g.comments)+1, us
		sent.Address = fmt.Sprintf("https://github.example/7#%d", sent.ID)
		g.comments = append(g.comments, sent)
		answer(http.StatusCreated, sent)
	case r.Method == http.MethodPatch:
		id, _ := strconv.Atoi(strings.TrimPrefix(at, "comments/"))
		g.comments[id-1].Body = sent.Body
		answer(http.StatusOK, g.comments[id-1])
	default:
		answer(http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

func (g *gitHub) keep(number int, token string, c Comment) (string, error) {
	return Keep(context.Background(), Where{API: g.address, Repository: "acme/shop", Number: number}, token, c)
}

func TestKeep(t *testing.T) {
	for name, bot := range map[string]bool{"a person's token": false, "a workflow's token": true} {
		t.Run(name, func(t *testing.T) { keeps(t, bot) })
	}
}

func keeps(t *testing.T, bot bool) {
	g := newGitHub(t, comment{ID: 1, Body: "looks good", User: them}, comment{ID: 2, Body: "<!-- slipway plan of prod x -->\nnot ours", User: them},
		comment{ID: 3, Body: "ship it", User: us})
	g.bot = bot
	for i, c := range []Comment{
		{Environment: "prod", Hash: "one", Counts: "Plan: 1 to add."},
		{Environment: "staging", Hash: "two", Counts: "Plan: 2 to add."},
		{Environment: "prod", Hash: "three", Counts: "Plan: no changes."},
	} {
		if _, err := g.keep(7, "token", c); err != nil {
			t.Fatalf("comment %d: %v", i, err)
		}
	}
	if len(g.comments) != 5 {
		t.Fatalf("there are %d comments: %v", len(g.comments), g.comments)
	}
	for i, want := range map[int]string{1: "not ours", 3: "Plan: no changes.", 4: "Plan: 2 to add."} {
		if !strings.Contains(g.comments[i].Body, want) {
			t.Errorf("comment %d is %q, without %q", i, g.comments[i].Body, want)
		}
	}
	if strings.Contains(g.comments[3].Body, "one") {
		t.Errorf("the earlier plan is there still: %q", g.comments[3].Body)
	}
}

func TestKeepSaysWhatToChange(t *testing.T) {
	g := newGitHub(t)
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no such pull request": {func() error { _, err := g.keep(8, "token", Comment{}); return err }(), "\nIs it there, and may the token write to it?"},
		"a wrong token":        {func() error { _, err := g.keep(7, "other", Comment{}); return err }(), "The token is not valid, or is over: give another"},
		"no owner": {func() error {
			_, err := Keep(context.Background(), Where{Repository: "shop", Number: 7}, "token", Comment{})
			return err
		}(), `repository is "shop": write owner/name`},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, c.err, c.want)
		}
	}
}

func TestBody(t *testing.T) {
	const row = "| create | `module.service[\"ä\"]` | |\n"
	long, half := strings.Repeat(row, 3000), strings.Repeat(row, 1000)
	for name, c := range map[string]struct {
		comment   Comment
		has, lack []string
	}{
		"nothing changes": {Comment{Environment: "prod", Hash: "h", Counts: "Plan: no changes."},
			[]string{"<!-- slipway plan of prod h -->\n### Plan of prod\n\n**Plan: no changes.**"}, []string{"CAUTION", "<details>", "is cut"}},
		"something is lost": {Comment{Environment: "prod", Counts: "c", Lost: []string{"`a`", "`b`"}, Changes: "| x |\n"},
			[]string{"> [!CAUTION]\n", "> - `a`\n> - `b`\n", "<details><summary>What changes</summary>\n\n| x |\n\n</details>"}, []string{"is cut"}},
		"much is lost": {Comment{Lost: strings.Fields(strings.Repeat("x ", 50))}, []string{"> - and 30 more"}, nil},
		"with a picture": {Comment{Environment: "prod", Counts: "c", Lost: []string{"`a`"}, Picture: "the picture\n", Changes: "| x |\n"},
			[]string{"> - `a`\n\nthe picture\n\n<details><summary>What changes"}, nil},
		"no room for the picture": {Comment{Environment: "prod", Counts: "c", Picture: "the picture\n" + half, Changes: half},
			[]string{"**c**", "<details><summary>What changes"}, []string{"the picture", "is cut"}},
		"nothing to see": {Comment{Picture: "the picture"}, nil, []string{"the picture"}},
		"too long":       {Comment{Environment: "prod", Changes: long}, []string{"This is cut", "| |\n\n</details>"}, nil},
	} {
		body := c.comment.Body()
		if n := utf8.RuneCountInString(body); n > limit {
			t.Errorf("%s: it has %d characters", name, n)
		}
		for _, has := range c.has {
			if !strings.Contains(body, has) {
				t.Errorf("%s: %q is not in %.400q", name, has, body)
			}
		}
		for _, lack := range c.lack {
			if strings.Contains(body, lack) {
				t.Errorf("%s: %q is in it", name, lack)
			}
		}
	}
}
