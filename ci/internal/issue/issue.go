// Package issue keeps one issue of GitHub for something that is so or not: opened when it is, edited while it is, closed when it is over.
package issue

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	api "github.com/google/go-github/v81/github"

	"dagger/slipway/internal/github"
)

// Issue is what is said.
type Issue struct {
	// Key tells it from others that this module keeps: "drift of prod".
	Key string
	// Title and Text are for people; Text is plain, of any length.
	Title, Text string
	// Run is where it was seen, such as the URL of a CI run; it may be empty.
	Run string
	// Open says that it is so.
	Open bool
}

// limit is below the 65,536 characters that GitHub takes.
const limit = 60_000

func (i Issue) marker() string { return "<!-- slipway " + i.Key + " -->" }

// body is the text between fences that nothing in it can close.
func (i Issue) body() string {
	text, cut := i.Text, ""
	if utf8.RuneCountInString(text) > limit {
		text, cut = string([]rune(text)[:limit]), "\n\nThis is cut: it is too long for an issue."
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	seen := ""
	if i.Run != "" {
		seen = "Seen by " + i.Run + "\n\n"
	}
	return fmt.Sprintf("%s\n%s%s\n%s\n%s%s\n", i.marker(), seen, fence, strings.TrimSpace(text), fence, cut)
}

// Keep has the repository's issue say this, and returns its address: "" where there is nothing to say and nothing was said. The API's address
// is needed where it is not GitHub's own.
func Keep(ctx context.Context, apiAddress, repository, token string, i Issue) (string, error) {
	r, err := github.Open(apiAddress, repository, token)
	if err != nil {
		return "", err
	}
	explain := func(what string, err error) error {
		return fmt.Errorf("%s of %s: %w%s", what, repository, err, github.Advice(err, "issues: write"))
	}
	earlier, err := open(ctx, r, i.marker())
	if err != nil {
		return "", explain("read the issues", err)
	}
	switch {
	case earlier == nil && !i.Open:
		return "", nil
	case earlier == nil:
		made, _, err := r.Issues.Create(ctx, r.Owner, r.Name, &api.IssueRequest{Title: api.Ptr(i.Title), Body: api.Ptr(i.body())})
		if err != nil {
			return "", explain("open an issue", err)
		}
		return made.GetHTMLURL(), nil
	}
	change := &api.IssueRequest{Title: api.Ptr(i.Title), Body: api.Ptr(i.body())}
	if !i.Open {
		change.State, change.StateReason = api.Ptr("closed"), api.Ptr("completed")
	}
	kept, _, err := r.Issues.Edit(ctx, r.Owner, r.Name, earlier.GetNumber(), change)
	if err != nil {
		return "", explain(fmt.Sprintf("change issue %d", earlier.GetNumber()), err)
	}
	return kept.GetHTMLURL(), nil
}

// open is the open issue of ours that begins with the marker, or nil.
func open(ctx context.Context, r *github.Repository, marker string) (*api.Issue, error) {
	mine, err := r.Mine(ctx)
	if err != nil {
		return nil, err
	}
	page := &api.IssueListByRepoOptions{State: "open", Sort: "created", Direction: "asc", ListOptions: api.ListOptions{PerPage: 100}}
	for {
		issues, answer, err := r.Issues.ListByRepo(ctx, r.Owner, r.Name, page)
		if err != nil {
			return nil, err
		}
		for _, found := range issues {
			if !found.IsPullRequest() && strings.HasPrefix(found.GetBody(), marker) && mine(found.GetUser()) {
				return found, nil
			}
		}
		if answer.NextPage == 0 {
			return nil, nil //nolint:nilnil // no issue is an answer
		}
		page.ListOptions.Page = answer.NextPage
	}
}
