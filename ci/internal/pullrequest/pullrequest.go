// Package pullrequest keeps what people read of a plan on a pull request of GitHub: one comment for each environment, which a new
// plan replaces.
package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v81/github"
)

// Where is a pull request.
type Where struct {
	// API is the address of GitHub's API where it is not GitHub's own: "https://github.example/api/v3/".
	API string
	// Repository is "owner/name".
	Repository string
	Number     int
}

// Keep has the comment say this, in the place of an earlier one of the same environment. It returns the comment's address.
func Keep(ctx context.Context, where Where, token string, c Comment) (string, error) {
	owner, name, ok := strings.Cut(where.Repository, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return "", fmt.Errorf("repository is %q: write owner/name", where.Repository)
	}
	client := github.NewClient(nil).WithAuthToken(token)
	if where.API != "" {
		var err error
		if client, err = client.WithEnterpriseURLs(where.API, where.API); err != nil {
			return "", fmt.Errorf("the address of GitHub's API is %q: %w", where.API, err)
		}
	}
	k := keeper{client, where, owner, name}
	earlier, err := k.earlier(ctx, c.marker())
	if err != nil {
		return "", k.explain("read the comments of", err)
	}
	text := &github.IssueComment{Body: github.Ptr(c.Body())}
	for _, id := range earlier {
		kept, _, err := client.Issues.EditComment(ctx, owner, name, id, text)
		if err == nil {
			return kept.GetHTMLURL(), nil
		}
		if !refused(err) {
			return "", k.explain("change a comment of", err)
		}
	}
	made, _, err := client.Issues.CreateComment(ctx, owner, name, where.Number, text)
	if err != nil {
		return "", k.explain("comment on", err)
	}
	return made.GetHTMLURL(), nil
}

type keeper struct {
	client      *github.Client
	where       Where
	owner, name string
}

// author tells the comments of this token's owner. Anybody may write one that begins as ours do, and whoever may write to the
// repository may change anybody's: its author could change it again. A workflow's token may not ask who it is, and comments as a bot,
// which no person can.
func (k keeper) author(ctx context.Context) (func(*github.User) bool, error) {
	me, _, err := k.client.Users.Get(ctx, "")
	switch {
	case err == nil:
		return func(u *github.User) bool { return u.GetLogin() == me.GetLogin() }, nil
	case status(err) == http.StatusForbidden:
		return func(u *github.User) bool { return u.GetType() == "Bot" }, nil
	}
	return nil, err
}

// earlier are the comments of ours that begin with the marker, the first one first.
func (k keeper) earlier(ctx context.Context, marker string) ([]int64, error) {
	ours, err := k.author(ctx)
	if err != nil {
		return nil, err
	}
	var found []int64
	page := &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: 100}}
	for {
		comments, answer, err := k.client.Issues.ListComments(ctx, k.owner, k.name, k.where.Number, page)
		if err != nil {
			return nil, err
		}
		for _, comment := range comments {
			if strings.HasPrefix(comment.GetBody(), marker) && ours(comment.GetUser()) {
				found = append(found, comment.GetID())
			}
		}
		if answer.NextPage == 0 {
			return found, nil
		}
		page.Page = answer.NextPage
	}
}

func status(err error) int {
	var answer *github.ErrorResponse
	if errors.As(err, &answer) && answer.Response != nil {
		return answer.Response.StatusCode
	}
	return 0
}

func refused(err error) bool {
	code := status(err)
	return code == http.StatusForbidden || code == http.StatusNotFound
}

// explain says what to change. GitHub answers 404 for what a token may not see.
func (k keeper) explain(what string, err error) error {
	advice := ""
	switch status(err) {
	case http.StatusUnauthorized:
		advice = ": the token is not valid, or is over"
	case http.StatusForbidden, http.StatusNotFound:
		advice = ": is it there, and may the token write to it? In a workflow it needs permissions: {pull-requests: write}, " +
			"which a pull request from a fork never has"
	}
	return fmt.Errorf("%s pull request %d of %s%s: %w", what, k.where.Number, k.where.Repository, advice, err)
}
