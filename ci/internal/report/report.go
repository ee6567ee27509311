// Package report renders the summary that people read at the end of a deploy.
package report

import "dagger/slipway/internal/plan"

// Summary is what a deploy did.
type Summary struct {
	// Environment names the tfvars: "prod".
	Environment string `json:"environment"`
	// Target is where it went, in words: "the embedded emulator", "AWS, eu-west-1".
	Target string `json:"target"`
	// Revision is the commit, or another content id of the source. It may be empty.
	Revision string `json:"revision,omitempty"`
	// Release is its number in the ledger, 0 where it has none.
	Release int `json:"release,omitempty"`
	// BackTo is the release whose images serve again after a rollback by this run, 0 where there was none.
	BackTo int `json:"backTo,omitempty"`
	// Outcome is how it ended; the zero value is Deployed.
	Outcome Outcome `json:"outcome"`
	// Reason says why it ended otherwise than Deployed, and what to do, as a clause without a full stop.
	Reason string `json:"reason,omitempty"`
	// Error is all that was wrong, with what tools printed; empty after a success.
	Error string `json:"error,omitempty"`
	// Seconds is how long it took in all. Steps that ran side by side add up to more.
	Seconds float64 `json:"seconds"`
	// Waited is how much of that was waiting on AWS.
	Waited float64 `json:"waited"`
	// Serving says for each service what runs there now; it is filled in when the run failed.
	Serving []string `json:"serving,omitempty"`
	// Notes are what the run found of others, mostly of one that was interrupted, and did about it: locks, resources, task definitions.
	Notes []string `json:"notes,omitempty"`
	// Warnings are what a reader should see to, though the run did what it was to do.
	Warnings []string `json:"warnings,omitempty"`
	// Services are the services of the release.
	Services []ServiceRow `json:"services"`
	// Plan is what Terraform changed, or would have.
	Plan plan.Summary `json:"plan"`
	// Steps are the parts of the run, in the order in which they ended.
	Steps []Step `json:"steps"`
	// Real is what the run proved, Simulated what it only pretended. Both are empty on a real account.
	Real      []string `json:"real,omitempty"`
	Simulated []string `json:"simulated,omitempty"`
}

// ServiceRow is one service of the release.
type ServiceRow struct {
	// Name is the service's.
	Name string `json:"name"`
	// Digest is its image's: "sha256:" and 64 hexadecimal digits.
	Digest string `json:"digest"`
	// Size is what the image's layers take in a registry, in bytes.
	Size int64 `json:"size"`
	// Change is what the push did: "sent", "was there".
	Change string `json:"change"`
	// Serves is the URL or path that the service is reached at.
	Serves string `json:"serves"`
	// Probe is what answered there.
	Probe string `json:"probe"`
}

// Step is a part of the run.
type Step struct {
	// Name is a verb: "push".
	Name string `json:"name"`
	// At is when it began, in seconds after the run did.
	At float64 `json:"at"`
	// Seconds is how long it took.
	Seconds float64 `json:"seconds"`
	// Note is its result, or empty: after a failure StepFailed or StepStopped.
	Note string `json:"note,omitempty"`
}

// The results of a step that did not end well: by itself, or because the run was left.
const (
	StepFailed  = "failed"
	StepStopped = "stopped"
)

// maxChanges is how many changed resources the text lists; the counts always tell all.
const maxChanges = 20

// planned is false for a run that failed before there was a plan: "no changes" would be a claim that nobody checked.
func (s Summary) planned() bool { return s.Outcome != Failed || !s.Plan.Empty() }

// shortPlan has the same counts and risks, and at most maxChanges changes; hidden is the number of those left out.
func (s Summary) shortPlan() (short plan.Summary, hidden int) {
	short = s.Plan
	short.Changes = short.Changes[:min(maxChanges, len(short.Changes))]
	return short, len(s.Plan.Changes) - len(short.Changes)
}
