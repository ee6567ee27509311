package act

import (
	"slices"
	"strings"
	"testing"
)

// seen is the line by which an issue names the run.
const seen = "Seen by https://github.com/" + repository + "/actions/runs/1"

// mornings look for drift where there are roles. One that can't tell, for want of dagger or of the role, opens an issue, which the next one
// edits, and which one that finds nothing closes. It comes after main was deployed.
func mornings(t *testing.T, h *harness) {
	h.account(t, "staging")
	e := event{name: "schedule", payload: map[string]any{}}
	r := h.run(t, "drift.yml", e)
	r.did(t)
	r.wrote(t, "calls")

	e.vars = map[string]string{"STAGING_ROLES": roles("staging")}
	e.fails = "dagger-for-github"
	r = h.run(t, "drift.yml", e)
	r.looked(t)
	r.wrote(t, "calls")
	told(t, h, seen, "dagger failure, role skipped, drift skipped")

	look := strings.Replace(calls("look", "staging", "plan", "drift --lock-wait 20m --issues "+repository+" --token env:GITHUB_TOKEN"),
		" --credentials", " --run https://github.com/"+repository+"/actions/runs/1 --credentials", 1)
	e.fails = "configure-aws-credentials"
	r = h.run(t, "drift.yml", e)
	r.looked(t)
	r.wrote(t, "roles")
	r.wrote(t, "calls", strings.Replace(look, "slipway-staging-ci-plan", "nobody", 1))
	told(t, h, seen, "credentials")
	if strings.Contains(h.hub.open()["Drift in staging"], "drift skipped") {
		t.Error("drift was called without a role, and the issue says what it said before")
	}

	e.fails = ""
	r = h.run(t, "drift.yml", e)
	r.did(t, "drift/look-1 succeeded", "drift/look-2 succeeded")
	r.wrote(t, "roles", assumes("look", "staging", "plan", "3600"))
	r.wrote(t, "calls", look)
	wants(t, "the log", r.log, "drift for staging: 0 refused")
	if open := h.hub.open(); len(open) > 0 {
		t.Errorf("nothing drifted, and these issues are open: %q", open)
	}
}

// looked fails unless staging's job failed. Of prod's, which has no roles and nothing to do, act says the same: it has one result for all of a
// matrix, whichever ends last.
func (r run) looked(t *testing.T) {
	t.Helper()
	if jobs := r.jobs(); !r.failed || !slices.Contains(jobs, "drift/look-1 failed") {
		t.Errorf("the job of staging did not fail: %q", jobs)
	}
}

// told fails unless there is one issue, with all these words.
func told(t *testing.T, h *harness, words ...string) {
	t.Helper()
	open := h.hub.open()
	if len(open) != 1 || strings.Count(open["Drift in staging"], "<!-- slipway drift of staging -->") != 1 {
		t.Errorf("there is not one issue of staging, but %q", open)
	}
	wants(t, "the issue", open["Drift in staging"], words...)
}

// previews are brought up by each push to a pull request, taken down from the settings of main when it is closed, and reaped each hour, all by
// the role that applies. What the verbs do is told elsewhere: they are not called.
func previews(t *testing.T, h *harness) {
	h.account(t, "staging")
	vars := map[string]string{"PREVIEW_ROLES": roles("staging")}
	base := strings.TrimSpace(h.must(t, h.copy, nil, "git", "rev-parse", "HEAD~1"))
	verbs := map[string]struct{ job, verb string }{
		"opened":      {"up", "preview up --name pr-7 --format markdown --lock-wait 10m -o $GITHUB_STEP_SUMMARY"},
		"synchronize": {"up", "preview up --name pr-7 --format markdown --lock-wait 10m -o $GITHUB_STEP_SUMMARY"},
		"closed":      {"down", "preview down --name pr-7 --lock-wait 10m"},
		"schedule":    {"reap", "preview reap"},
	}
	for _, action := range []string{"opened", "synchronize", "closed", "schedule"} {
		e := event{name: action, payload: map[string]any{}}
		if action != "schedule" {
			e = pull(repository)
			e.payload["action"] = action
			e.payload["pull_request"].(map[string]any)["base"].(map[string]any)["sha"] = base
		}
		e.vars = vars
		want := verbs[action]
		r := h.run(t, "preview.yml", e)
		r.did(t, "preview/"+want.job+" succeeded")
		r.wrote(t, "roles", assumes(want.job, "staging", "apply", "7200"))
		r.wrote(t, "calls", calls(want.job, "staging", "apply", want.verb))
		if want.job == "down" {
			r.wrote(t, "checkouts", "down "+base)
		}
	}
}
