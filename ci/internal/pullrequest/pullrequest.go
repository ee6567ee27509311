// Package pullrequest keeps what people read of a plan on a pull request of GitHub: one comment for each environment, which a new
// plan replaces.
package pullrequest

import (
	"context"
	"fmt"
	"strings"

	api "github.com/google/go-github/v81/github"

	"dagger/slipway/internal/github"
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
	repository, err := github.Open(where.API, where.Repository, token)
	if err != nil {
		return "", err
	}
	k := keeper{repository, where}
	earlier, err := k.earlier(ctx, c.marker())
	if err != nil {
		return "", k.explain("read the comments of", err)
	}
	text := &api.IssueComment{Body: api.Ptr(c.Body())}
	for _, id := range earlier {
		kept, _, err := k.Issues.EditComment(ctx, k.Owner, k.Name, id, text)
		if err == nil {
			return kept.GetHTMLURL(), nil
		}
		if !github.Refused(err) {
			return "", k.explain("change a comment of", err)
		}
	}
	made, _, err := k.Issues.CreateComment(ctx, k.Owner, k.Name, where.Number, text)
	if err != nil {
		return "", k.explain("comment on", err)
	}
	return made.GetHTMLURL(), nil
}

type keeper struct {
	*github.Repository
	where Where
}

// earlier are the comments of ours that begin with the marker, the first one first.
func (k keeper) earlier(ctx context.Context, marker string) ([]int64, error) {
	ours, err := k.Mine(ctx)
	if err != nil {
		return nil, err
	}
	var found []int64
	page := &api.IssueListCommentsOptions{ListOptions: api.ListOptions{PerPage: 100}}
	for {
		comments, answer, err := k.Issues.ListComments(ctx, k.Owner, k.Name, k.where.Number, page)
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

// explain says what to change.
func (k keeper) explain(what string, err error) error {
	return fmt.Errorf("%s pull request %d of %s: %w%s", what, k.where.Number, k.where.Repository, err, github.Advice(err, "pull-requests: write"))
}
