// Package github reaches a repository on GitHub by its API, and tells what this token wrote there from what others did.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v81/github"
)

// Repository is one of GitHub's, with a client that has the token.
type Repository struct {
	*github.Client
	Owner, Name string
}

// Open takes "owner/name". The API's address is needed where it is not GitHub's own: "https://github.example/api/v3/".
func Open(api, repository, token string) (*Repository, error) {
	owner, name, ok := strings.Cut(repository, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, fmt.Errorf("repository is %q: write owner/name", repository)
	}
	client := github.NewClient(nil).WithAuthToken(token)
	if api != "" {
		var err error
		if client, err = client.WithEnterpriseURLs(api, api); err != nil {
			return nil, fmt.Errorf("the address of GitHub's API is %q: %w", api, err)
		}
	}
	return &Repository{client, owner, name}, nil
}

// Mine tells what this token's owner wrote. Anybody may write what begins as ours does, and whoever may write to the repository may
// change anybody's: its author could change it again. A workflow's token may not ask who it is, and writes as a bot, which no person can.
func (r *Repository) Mine(ctx context.Context) (func(*github.User) bool, error) {
	me, _, err := r.Users.Get(ctx, "")
	switch {
	case err == nil:
		return func(u *github.User) bool { return u.GetLogin() == me.GetLogin() }, nil
	case Status(err) == http.StatusForbidden:
		return func(u *github.User) bool { return u.GetType() == "Bot" }, nil
	}
	return nil, err
}

// Status is the HTTP status of GitHub's answer, or 0.
func Status(err error) int {
	var answer *github.ErrorResponse
	if errors.As(err, &answer) && answer.Response != nil {
		return answer.Response.StatusCode
	}
	return 0
}

// Refused reports whether GitHub lets the token do something else only. It answers 404 for what a token may not see.
func Refused(err error) bool {
	code := Status(err)
	return code == http.StatusForbidden || code == http.StatusNotFound
}

// Advice says behind an answer what to change; permission is what a workflow needs, as "issues: write".
func Advice(err error, permission string) string {
	switch {
	case Status(err) == http.StatusUnauthorized:
		return "\nThe token is not valid, or is over: give another"
	case Refused(err):
		return "\nIs it there, and may the token write to it? Give the job of a workflow permissions: {" + permission + "}, " +
			"which a pull request from a fork never has"
	}
	return ""
}
