package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"dagger/tests/internal/dagger"
)

// gitHub stands in for GitHub's API. It has one pull request, lists its comments, takes a new one, and changes one; and the same of issues.
const gitHub = `import http.server, json
comments, issues = [], []
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())
    def serve(self):
        folder = "/api/v3/repos/acme/shop/issues/"
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        path = self.path.split("?")[0]
        if not self.headers.get("Authorization", "").startswith("Bearer SLIP"):
            return self.answer(401, {"message": "Bad credentials"})
        if path == "/api/v3/user":
            return self.answer(403, {"message": "Resource not accessible by integration"})
        if self.command == "GET" and path == folder + "7/comments":
            return self.answer(200, comments)
        if self.command == "POST" and path == folder + "7/comments":
            comments.append({"id": len(comments), "body": sent["body"], "user": {"login": "github-actions[bot]", "type": "Bot"}})
            return self.answer(201, comments[-1])
        if self.command == "PATCH" and path.startswith(folder + "comments/"):
            comments[int(path.rsplit("/", 1)[1])]["body"] = sent["body"]
            return self.answer(200, comments[int(path.rsplit("/", 1)[1])])
        if path == folder[:-1] and self.command == "GET":
            return self.answer(200, [i for i in issues if i["state"] == "open"])
        if path == folder[:-1] and self.command == "POST":
            issues.append({"number": len(issues), "state": "open", "user": {"login": "github-actions[bot]", "type": "Bot"}, **sent})
            return self.answer(201, issues[-1])
        if self.command == "PATCH" and path.startswith(folder):
            issues[int(path.rsplit("/", 1)[1])].update(sent)
            return self.answer(200, issues[int(path.rsplit("/", 1)[1])])
        self.answer(404, {"message": "Not Found"})
    do_GET = do_POST = do_PATCH = serve
http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`

// startGitHub has one of its own for each name.
func (t *Tests) startGitHub(ctx context.Context, name string) (endpoint string, stop func(), err error) {
	service, err := t.image("python:3.11-slim-bookworm").
		WithNewFile("/github.py", gitHub).
		WithEnvVariable("GITHUB", name).
		WithExposedPort(8000).
		AsService(dagger.ContainerAsServiceOpts{Args: []string{"python3", "/github.py"}}).
		Start(ctx)
	if err != nil {
		return "", nil, err
	}
	stop = func() { _, _ = service.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true}) }
	endpoint, err = service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8000, Scheme: "http"})
	return endpoint, stop, err
}

// comments plans a branch and then what is deployed: the second comment takes the first one's place.
func (t *Tests) comments(ctx context.Context, aws *emulated) error {
	endpoint, stop, err := t.startGitHub(ctx, "comments")
	if err != nil {
		return err
	}
	defer stop()
	branch, err := t.withoutOrders(ctx)
	if err != nil {
		return err
	}
	key := secret()
	token := dag.SetSecret("planted-token", key)
	on := func(source *dagger.Directory, pullRequest int) (string, error) {
		return t.at(ctx, source, aws).Plan().Comment(ctx, "acme/shop", pullRequest, token, dagger.SlipwayPlanCommentOpts{API: endpoint})
	}
	said, err := on(branch, 7)
	if err != nil {
		return err
	}
	if err := wants(said, "### Plan of local", "[!CAUTION]", "module.service[\"orders\"]", "<details>", "```mermaid\nflowchart"); err != nil {
		return err
	}
	if said, err = on(t.Source, 7); err != nil {
		return err
	}
	if err := wants(said, "**Plan: no changes.**"); err != nil {
		return err
	}
	_, err = on(t.Source, 8)
	if err := refuses(err, "pull request 8 of acme/shop", "pull-requests: write"); err != nil {
		return err
	}
	return onlyComment(ctx, endpoint, key, said)
}

// onlyComment fails unless the pull request has one comment, with this text.
func onlyComment(ctx context.Context, endpoint, token, want string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/api/v3/repos/acme/shop/issues/7/comments", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var comments []struct{ Body string }
	if err := json.NewDecoder(resp.Body).Decode(&comments); err != nil {
		return err
	}
	if len(comments) != 1 || strings.TrimSpace(comments[0].Body) != strings.TrimSpace(want) {
		return fmt.Errorf("there are %d comments: %v", len(comments), comments)
	}
	return nil
}
