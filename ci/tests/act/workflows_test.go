// Package act has every workflow of .github run by nektos/act, on this host and without containers. In the place of an account is an
// emulator, and in the place of GitHub and of the actions are those of testdata. `ci/dagger check` does not run it: it needs a host
// with dagger.
//
// It shows what the workflows do: which job takes which role and calls what, what one job hands to the next, and what of it fails. What
// GitHub alone decides it can't show: which event starts a workflow, approval by a GitHub environment, who may take a role by OIDC,
// permissions of a token, concurrency and times.
package act

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	repository  = "example/shop" // the settings' ci.repository
	pullRequest = 7
	version     = "99.0.0"
	notes       = "- What act has released."
)

// environments are those of deploy.yml, in the order in which main goes to them.
var environments = []string{"staging", "prod"}

// roles are what the ARNs of an environment's roles begin with: a person writes it into a variable after bootstrap.
func roles(environment string) string {
	return "arn:aws:iam::123456789012:role/slipway-" + environment + "-ci"
}

// assumes is the line of a job that takes on a role, and calls that of one that calls a verb with the keys of it.
func assumes(job, environment, role, seconds string) string {
	return job + " " + roles(environment) + "-" + role + " eu-west-1 " + seconds
}

func calls(job, environment, role, verb string) string {
	run := ""
	if role == "apply" { // the ledger and the lock say where it can be seen
		run = " --run https://github.com/" + repository + "/actions/runs/1"
	}
	return job + " slipway-" + environment + "-ci-" + role + " call --env " + environment + run + " --credentials cmd://aws configure export-credentials " + verb
}

const comments = "plan comment --repository " + repository + " --pull-request 7 --token env:GITHUB_TOKEN -o $GITHUB_STEP_SUMMARY"

// pull is a pull request from a branch of this repository.
func pull(from string) event {
	return event{name: "pull_request", payload: map[string]any{
		"number": pullRequest,
		"pull_request": map[string]any{
			"number": pullRequest,
			"head":   map[string]any{"ref": "change", "repo": map[string]any{"full_name": from}},
			"base":   map[string]any{"ref": "main", "repo": map[string]any{"full_name": repository}},
		},
	}}
}

func push(ref string) event { return event{name: "push", payload: map[string]any{"ref": ref}} }

// The runs are in an order: a pull request is planned before main is deployed, and after.
func TestWorkflows(t *testing.T) {
	h := newHarness(t)
	for _, story := range []struct {
		name string
		tell func(*testing.T, *harness)
	}{
		{"a pull request", change},
		{"a pull request from a fork", fork},
		{"a preview for a fork, and where nobody asked for previews", forkPreview},
		{"main", deployed},
		{"a pull request that changes nothing", nothing},
		{"a morning, and what it may lack", mornings},
		{"a preview", previews},
		{"by hand, without roles", byHand},
		{"a tag", tag},
		{"a tag of a commit that is refused", refused},
	} {
		t.Run(story.name, func(t *testing.T) { story.tell(t, h) })
	}
}

// change is checked, rehearsed, and planned for the one environment that has roles.
func change(t *testing.T, h *harness) {
	h.account(t, "staging")
	e := pull(repository)
	e.vars = map[string]string{"STAGING_ROLES": roles("staging")}
	r := h.run(t, "ci.yml", e)
	r.did(t, "ci/check succeeded", "ci/rehearsal succeeded", "staging/plan/comment succeeded")
	r.wrote(t, "roles", assumes("comment", "staging", "plan", "3600"))
	r.wrote(t, "calls", "check nobody check", "check nobody call reports export --path reports", "rehearsal nobody call deploy", calls("comment", "staging", "plan", comments))
	wants(t, "the log", r.log, "Deployed 2 services to local")
	if uploaded, kept := read(t, filepath.Join(r.records, "alerts.sarif")), read(t, filepath.Join(r.records, "artifacts", "reports", "findings.sarif")); uploaded != kept {
		t.Error("the alerts are not those of the reports")
	}
	said := h.hub.said()
	if len(said) != 1 {
		t.Fatalf("the pull request has %d comments: %q", len(said), said)
	}
	wants(t, "the comment", said[0], "### Plan of staging", "to add, 0 to change, 0 to destroy.**", "module.service[\"orders\"]")
	if page := read(t, filepath.Join(r.records, "summary.md")); strings.TrimSpace(page) != strings.TrimSpace(said[0]) {
		t.Errorf("the page of the job says otherwise than the comment:\n%s", page)
	}
}

// fork gets a sentence in the place of a plan, no role, and no alerts, which its token could not write.
func fork(t *testing.T, h *harness) {
	before := h.hub.said()
	e := pull("mallory/shop")
	e.vars = map[string]string{"STAGING_ROLES": roles("staging")}
	e.job = "staging"
	r := h.run(t, "ci.yml", e)
	r.did(t, "staging/plan/fork succeeded")
	r.wrote(t, "roles")
	r.wrote(t, "calls")
	wants(t, "the log", r.log, "::notice::No plan of staging. A pull request from a fork gets no role in the account.")
	if said := h.hub.said(); !slices.Equal(said, before) {
		t.Errorf("the pull request was commented on: %q", said)
	}
	e.job = "check"
	r = h.run(t, "ci.yml", e)
	r.did(t, "ci/check succeeded")
	if _, err := os.Stat(filepath.Join(r.records, "alerts.sarif")); err == nil {
		t.Error("a fork wrote alerts")
	}
}

// forkPreview is a sentence in the place of a preview, without a role; and nothing at all without PREVIEW_ROLES.
func forkPreview(t *testing.T, h *harness) {
	e := pull("mallory/shop")
	e.vars = map[string]string{"PREVIEW_ROLES": roles("staging")}
	r := h.run(t, "preview.yml", e)
	r.did(t, "preview/fork succeeded")
	r.wrote(t, "roles")
	r.wrote(t, "calls")
	wants(t, "the log", r.log, "::notice::No preview. A pull request from a fork gets no role in the account.")
	r = h.run(t, "preview.yml", pull(repository))
	r.did(t)
	r.wrote(t, "calls")
}

// deployed is main: staging, then prod. Each applies the plan that was made before its approval.
func deployed(t *testing.T, h *harness) {
	for _, environment := range environments {
		h.account(t, environment)
	}
	e := push("refs/heads/main")
	e.vars = map[string]string{"STAGING_ROLES": roles("staging"), "PROD_ROLES": roles("prod")}
	r := h.run(t, "deploy.yml", e)
	r.did(t, "staging/environment/prepare succeeded", "staging/environment/apply succeeded", "prod/environment/prepare succeeded", "prod/environment/apply succeeded")
	var assumed, called []string
	for _, environment := range environments {
		assumed = append(assumed, assumes("prepare", environment, "release", "3600"), assumes("apply", environment, "apply", "14400"))
		for _, verb := range []string{"push", "sign", "plan files -o plan"} {
			called = append(called, calls("prepare", environment, "release", verb))
		}
		called = append(called, calls("apply", environment, "apply", "apply --plan plan summary"))
	}
	r.wrote(t, "roles", assumed...)
	r.wrote(t, "calls", called...)
	for _, environment := range environments {
		r.same(t, "made-prepare-"+environment, "taken-apply-"+environment)
		applied := []string{"Applied. It serves at http"}
		for _, service := range []string{"catalog", "orders"} {
			applied = append(applied, "2 of 2 tasks on slipway-"+environment+"-"+service+":1 ", "200 at /"+service+"/healthz of its container")
		}
		wants(t, "the log", r.log, applied...)
		wants(t, "verify of "+environment, h.person(t, environment, "verify"), applied[1:]...)
	}
}

// nothing is left to change once main is deployed, and the comment says so in the place of the first one.
func nothing(t *testing.T, h *harness) {
	h.account(t, "staging")
	e := pull(repository)
	e.vars = map[string]string{"STAGING_ROLES": roles("staging")}
	e.job = "staging"
	r := h.run(t, "ci.yml", e)
	r.did(t, "staging/plan/comment succeeded")
	if said := h.hub.said(); len(said) != 1 || !strings.Contains(said[0], "**Plan: no changes.**") {
		t.Errorf("the comments of the pull request are %q", said)
	}
}

// byHand leaves an environment out that has no roles.
func byHand(t *testing.T, h *harness) {
	for _, environment := range environments {
		e := event{name: "workflow_dispatch", payload: map[string]any{"ref": "refs/heads/main", "inputs": map[string]any{"environment": environment}}}
		r := h.run(t, "deploy.yml", e)
		r.did(t)
		r.wrote(t, "calls")
	}
}

// tag is checked, and becomes a release whose notes are that version's part of the changelog.
func tag(t *testing.T, h *harness) {
	h.must(t, h.copy, nil, "git", "tag", "--force", "v"+version)
	r := h.run(t, "release.yml", push("refs/tags/v"+version))
	r.did(t, "release/check succeeded", "release/publish succeeded")
	r.wrote(t, "roles")
	r.wrote(t, "calls", "check nobody check", "publish nobody call -m ci/tests notes --version v"+version+" -o notes.md")
	r.wrote(t, "gh", "release create v"+version+" --verify-tag --notes-file notes.md")
	if said := read(t, filepath.Join(r.records, "notes.md")); strings.TrimSpace(said) != notes {
		t.Errorf("the notes are not what CHANGELOG.md says of %s:\n%s", version, said)
	}
}

// refused is a tag of a commit that a check fails for: the workflow fails, and there is no release.
func refused(t *testing.T, h *harness) {
	h.must(t, h.copy, nil, "git", "tag", "--force", "v"+version)
	e := push("refs/tags/v" + version)
	e.checks = "false"
	r := h.run(t, "release.yml", e)
	if !r.failed {
		t.Error("the workflow did not fail")
	}
	if jobs := r.jobs(); !slices.Equal(jobs, []string{"release/check failed"}) {
		t.Errorf("these jobs ran: %q", jobs)
	}
	wants(t, "the log", r.log, "failed: tests:units: planted", "1 passed, 1 failed")
	r.wrote(t, "gh")
}
