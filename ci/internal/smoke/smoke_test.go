package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
)

const (
	digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	older  = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// script answers a path with one answer after the other, and then with the last again and again.
type script struct {
	mu      sync.Mutex
	answers map[string][]any // a publicname.Answer or an error
	asked   map[string]int
}

func scripted(answers map[string][]any) *script {
	return &script{answers: answers, asked: map[string]int{}}
}

func (s *script) ask(_ context.Context, host, path string) (publicname.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.answers[host+path]
	next := left[min(s.asked[host+path], len(left)-1)]
	s.asked[host+path]++
	if err, ok := next.(error); ok {
		return publicname.Answer{}, err
	}
	answer := next.(publicname.Answer)
	answer.Address = "http://shop" + path
	return answer, nil
}

func text(status int, body string) publicname.Answer {
	return publicname.Answer{Status: status, Body: body}
}

func TestHealthy(t *testing.T) {
	refused := fmt.Errorf("no certificate: %w", publicname.ErrRefused)
	away := fmt.Errorf("the load balancer: %w", publicname.ErrUnreachable)
	starting := func(seconds int) []any { // a try a second
		return append(slices.Repeat([]any{text(503, "")}, seconds), text(200, "ok"))
	}
	for name, c := range map[string]struct {
		answers []any
		ready   int
		fail    []string
		is      error
	}{
		"at once":                             {[]any{text(200, "ok")}, 0, nil, nil},
		"after a cold start":                  {starting(110), 144, nil, nil},
		"after a start of more than it gets":  {starting(150), 144, []string{"asked for 144 s", "GET http://shop/healthz", "503"}, nil},
		"a minute at least":                   {starting(50), 10, nil, nil},
		"a redirect":                          {[]any{publicname.Answer{Status: 307, Location: "/login"}}, 0, []string{"307 sends clients to /login"}, nil},
		"a certificate that clients refuse":   {[]any{refused, text(200, "ok")}, 0, []string{"no certificate"}, publicname.ErrRefused},
		"a load balancer that is closed":      {[]any{away}, 7200, []string{"the load balancer"}, publicname.ErrUnreachable},
		"a load balancer whose name is young": {append(slices.Repeat([]any{away}, 30), text(200, "ok")), 0, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				s := scripted(map[string][]any{"/healthz": c.answers})
				err := Healthy(t.Context(), s.ask, deployment.Service{HealthPath: "/healthz", Ready: c.ready})
				if (err == nil) != (c.fail == nil) || c.is != nil && !errors.Is(err, c.is) {
					t.Fatalf("got %v, want %q", err, c.fail)
				}
				for _, word := range c.fail {
					if !strings.Contains(err.Error(), word) {
						t.Errorf("no %q in %v", word, err)
					}
				}
				if took := time.Since(began); c.ready == 7200 && took > 2*time.Minute { // the bubble's time
					t.Errorf("a closed load balancer was asked for %s", took)
				}
			})
		})
	}
}

func TestAnswers(t *testing.T) {
	list := deployment.Request{Path: "/items", Status: 200, Contains: "items"}
	for name, c := range map[string]struct {
		version  string
		requests []deployment.Request
		answers  map[string][]any
		want     string
		fail     []string
	}{
		"nothing is wanted": {},
		"all is as wanted": {
			"/version", []deployment.Request{list, {Path: "/old", Status: 301, Host: "www.shop"}},
			map[string][]any{
				"/version": {text(200, digest)}, "/items": {text(200, `{"items":[]}`)},
				"www.shop/old": {publicname.Answer{Status: 301, Location: "/items"}},
			}, "; its digest at /version; 2 smoke requests passed", nil,
		},
		"a task of the release before that goes": {
			"/version", nil, map[string][]any{"/version": {text(200, digest), text(200, older), text(200, digest)}}, "; its digest at /version", nil,
		},
		"one of two tasks that stays old": {
			"/version", nil, map[string][]any{"/version": slices.Repeat([]any{text(200, digest), text(200, older)}, 100)}, "",
			[]string{"GET http://shop/version: wanted 200 with the deployed image's digest, " + digest, "200 OK: `" + older},
		},
		"a version that is none": {"/version", nil, map[string][]any{"/version": {text(404, digest)}}, "", []string{"got 404 Not Found"}},
		"a load balancer that has no target yet": {
			"", []deployment.Request{list}, map[string][]any{"/items": {text(502, ""), errors.New("reset"), text(200, "items")}}, "; 1 smoke request passed", nil,
		},
		"an answer of its own, which is final": {"", []deployment.Request{list}, map[string][]any{"/items": {text(500, "no table\nat line 1"), text(200, "items")}}, "",
			[]string{"GET http://shop/items: wanted 200 with `items`, got 500 Internal Server Error: `no table`…"}},
		"every failure": {
			"/version", []deployment.Request{list, {Path: "/ok", Status: 204}, {Path: "/login", Status: 200}, {Path: "/gone", Status: 410}},
			map[string][]any{
				"/version": {text(200, older)}, "/items": {text(200, strings.Repeat("é", 300))}, "/ok": {text(204, "")},
				"/login": {publicname.Answer{Status: 302, Location: "/sso"}}, "/gone": {text(404, "")},
			}, "", []string{
				"  GET http://shop/version: ", "\n  GET http://shop/items: ", strings.Repeat("é", 200) + "`…",
				"/login: wanted 200, got 302 Found to /sso", "/gone: wanted 410, got 404 Not Found without a text",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := scripted(c.answers)
				service := deployment.Service{Image: "registry/shop@" + digest, VersionPath: c.version, Smoke: c.requests}
				got, err := Answers(t.Context(), s.ask, service, 2)
				var wrong *AnswersError
				if got != c.want || (err == nil) != (c.fail == nil) || err != nil && !errors.As(err, &wrong) {
					t.Fatalf("got %q, %v", got, err)
				}
				for _, part := range c.fail {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("no %q in %v", part, err)
					}
				}
			})
		})
	}
}

// A digest that nobody knows is in no answer, and not in every one.
func TestAnswersWithoutAnImage(t *testing.T) {
	s := scripted(map[string][]any{"/version": {text(200, "anything")}})
	if got, err := Answers(t.Context(), s.ask, deployment.Service{VersionPath: "/version"}, 1); err == nil {
		t.Errorf("passed: %q", got)
	}
}

func TestAt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "%s %s", r.Host, r.RequestURI)
	}))
	defer server.Close()
	ask := At(publicname.Door{Address: server.Listener.Addr().String()}, url.URL{Scheme: "http", Host: "shop.example"})
	for _, c := range [][3]string{
		{"", "/", "shop.example /"},
		{"", "/a%20b/c%2Fd?q=1&r=%2F", "shop.example /a%20b/c%2Fd?q=1&r=%2F"},
		{"", "//other.example/x", "shop.example //other.example/x"},
		{"*.example.org", "/x", "slipway.example.org /x"},
	} {
		got, err := ask(t.Context(), c[0], c[1])
		if err != nil || got.Body != c[2] {
			t.Errorf("%s%s arrives as %q (%v), want %q", c[0], c[1], got.Body, err, c[2])
		}
	}
}

// Where nothing can be asked, a summary says what was wanted: green is not silent.
func TestWants(t *testing.T) {
	one, two := []deployment.Request{{}}, []deployment.Request{{}, {}}
	for want, service := range map[string]deployment.Service{
		"":                                  {HealthPath: "/healthz"},
		"version_path":                      {VersionPath: "/version"},
		"1 smoke request":                   {Smoke: one},
		"version_path and 2 smoke requests": {VersionPath: "/version", Smoke: two},
	} {
		if got := Wants(service); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
