package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/pullrequest"
	"dagger/slipway/internal/report"
	"dagger/slipway/internal/walk"
)

// Plan is a Terraform plan of the platform, bound to the release and to all else that it was made from.
type Plan struct {
	// What changes, as a table, and what the policy says of it.
	Summary string
	// The plan as a folder, which apply --plan takes: plan.tfplan with .binding.json and .summary.txt. The plan itself can
	// hold secrets in clear, as every Terraform plan can: keep the folder as you keep the state.
	Files *dagger.Directory
	// Environment that it is for.
	Environment string
	// Resources that it makes. One that takes the place of another counts here and in destroy.
	Add int
	// Resources that it changes.
	Change int
	// Resources that it destroys.
	Destroy int
	// Resources that others take the place of.
	Replace int
	// The release that it ships.
	Release *Release
	// +private
	Changes string
	// +private
	Page string // report.Page as JSON
	// +private
	Pictured string // picture.Platform as JSON: names, and no value
}

// Plan builds the release, plans the platform with its digests, and shows what would change.
//
// It reads, and changes nothing: credentials that may only read are enough. plan summary is a table, plan files -o DIR saves
// the plan, and apply --plan DIR applies exactly that, once the images are pushed. A plan that the policy refuses is not saved.
// Where an account lacks something that bootstrap makes, plan names it and ends.
// +cache="never"
func (s *Slipway) Plan(
	ctx context.Context,
	// Release to plan for, from the function release; without one it is built.
	// +optional
	release *Release,
) (_ *Plan, err error) {
	defer engineerror.Tidy(&err)
	w, err := s.walk(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer w.Close(ctx)
	if err := w.Story.Step(ctx, "bootstrap", w.RequireBootstrap); err != nil {
		return nil, err
	}
	r, err := release.in(ctx, w)
	if err != nil {
		return nil, err
	}
	planned, err := w.Plan(ctx, r)
	if err != nil {
		return nil, err
	}
	files, err := w.Save(ctx, planned)
	if err != nil {
		return nil, err
	}
	counts := planned.Summary
	p := &Plan{
		Summary: planned.Text(), Files: files, Environment: w.Settings.Name, Release: s.asRelease(r),
		Add: counts.Add, Change: counts.Change, Destroy: counts.Destroy, Replace: counts.Replace,
	}
	return p, p.remember(planned, w.PlanPage(r, planned))
}

// remember keeps what the functions of a plan say of it.
func (p *Plan) remember(planned *walk.Planned, page report.Page) error {
	changes, err := json.MarshalIndent(planned.Summary, "", "  ")
	if err != nil {
		return fmt.Errorf("write the plan as JSON: %w", err)
	}
	told, err := json.Marshal(page)
	if err != nil {
		return fmt.Errorf("write the plan's page as JSON: %w", err)
	}
	pictured, err := json.Marshal(planned.Pictured)
	if err != nil {
		return fmt.Errorf("write the plan's picture as JSON: %w", err)
	}
	p.Changes, p.Page, p.Pictured = string(changes)+"\n", string(told), string(pictured)
	return nil
}

// Json is what changes, without any value: addresses, actions and names of attributes.
func (p *Plan) Json() string { return p.Changes }

// Markdown is what changes, for a pull request or a job's summary: the counts first, then a picture, folded, which GitHub draws.
func (p *Plan) Markdown() (_ string, err error) {
	defer engineerror.Tidy(&err)
	summary, err := p.changes()
	if err != nil {
		return "", err
	}
	drawn, err := p.mermaid(summary)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = summary.MarkdownWith(&text, drawn)
	return text.String(), err
}

// Comment has a pull request of GitHub say what changes: one comment for each environment, which the next plan replaces. It returns
// what the comment says, for a job's summary.
//
// The counts and what is destroyed stand at the top; a picture and the rest are folded. What is longer than a comment may be loses first
// the picture, and is then cut.
// +cache="never"
func (p *Plan) Comment(
	ctx context.Context,
	// The repository on GitHub, as owner/name.
	repository string,
	// Number of the pull request.
	pullRequest int,
	// Token that may write to pull requests: in a workflow env:GITHUB_TOKEN, with the permission pull-requests: write.
	token *dagger.Secret,
	// Address of GitHub's API, where it is not GitHub's own.
	// +optional
	api string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	summary, err := p.changes()
	if err != nil {
		return "", err
	}
	var changes strings.Builder
	if err := summary.Markdown(&changes); err != nil {
		return "", err
	}
	plain, err := token.Plaintext(ctx)
	if err != nil {
		return "", err
	}
	comment := pullrequest.Comment{Environment: p.Environment, Hash: plan.Hash([]byte(p.Changes)), Counts: summary.Counts(), Lost: summary.Lost()}
	if !summary.Empty() {
		comment.Changes = changes.String()
		if comment.Picture, err = p.mermaid(summary); err != nil {
			return "", err
		}
	}
	where := pullrequest.Where{API: api, Repository: repository, Number: pullRequest}
	if _, err := pullrequest.Keep(ctx, where, plain, comment); err != nil {
		return "", err
	}
	return comment.Body(), nil
}

func (p *Plan) changes() (summary plan.Summary, err error) {
	if err = json.Unmarshal([]byte(p.Changes), &summary); err != nil {
		err = fmt.Errorf("read the plan: %w", err)
	}
	return summary, err
}
