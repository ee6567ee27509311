package tests

import (
	"context"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// The environment whose roles are tested, and what its names begin with.
const (
	environment = "staging"
	named       = project + "-" + environment
)

// rehearsed gives a stack settings that beat those of the environment's file: the pipeline may take data away, and nothing of it stays.
func rehearsed(t *testing.T, in *terraform.Options) {
	t.Helper()
	writeFile(t, in, "rehearsed.tfvars", `
emulated       = true
final_snapshot = false
secrets        = { payment-key = { description = "Key of the payment provider", recovery_days = 0 } }
ci             = { repository = "example/shop", plan_pull_requests = true, may_delete_data = true }
`)
	in.VarFiles = append(in.VarFiles, "rehearsed.tfvars")
}

// TestRoles holds the roles that bootstrap makes against what a deploy was seen to need, and against what no pipeline may do.
func TestRoles(t *testing.T) {
	wantLeft(t)
	bootstrap := stackOf(t, "bootstrap", environment)
	rehearsed(t, bootstrap)
	writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
	t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), bootstrap) }) // the test's own context has ended by then
	terraform.InitAndApplyContext(t, t.Context(), bootstrap)

	recorded := map[string][]right{}
	for _, role := range []string{"plan", "apply"} {
		recorded[role] = rights(t, role+".tsv")
		t.Run(role+" may do what it did", func(t *testing.T) {
			for _, right := range recorded[role] {
				for action, decision := range decisions(t, roleARN(role), right) {
					if decision != "allowed" {
						t.Errorf("%s lacks %s on %s (%v): %s", roleARN(role), action, right.resource, right.keys, decision)
					}
				}
			}
		})
		t.Run(role+" may do nothing that is out of bounds", func(t *testing.T) {
			for _, right := range rights(t, role+"-denied.tsv") {
				for action, decision := range decisions(t, roleARN(role), right) {
					if decision == "allowed" {
						t.Errorf("%s may %s on %s (%v)", roleARN(role), action, right.resource, right.keys)
					}
				}
			}
		})
	}
	t.Run("no role may what nothing needs", func(t *testing.T) { wantNeeded(t, bootstrap, recorded) })
}

// wantNeeded fails for an action that a policy allows, that no call was seen to need, and for which no reason is written down.
func wantNeeded(t *testing.T, bootstrap *terraform.Options, recorded map[string][]right) {
	reasons := map[string]string{}
	for _, line := range lines(t, "unrecorded.tsv") {
		pattern, reason, _ := strings.Cut(line, "\t")
		reasons[pattern] = reason
	}
	for pattern := range allowed(t, bootstrap) {
		reason, listed := reasons[pattern]
		delete(reasons, pattern)
		switch needed := seen(t, recorded, pattern); {
		case !needed && !listed:
			t.Errorf("%s is allowed, and no call needs it: take it away, or write the reason in testdata/roles/unrecorded.tsv", pattern)
		case listed && reason == "":
			t.Errorf("testdata/roles/unrecorded.tsv has no reason for %s", pattern)
		case needed && listed:
			t.Errorf("testdata/roles/unrecorded.tsv lists %s, which the record has: take it away there", pattern)
		}
	}
	for pattern := range reasons {
		t.Errorf("testdata/roles/unrecorded.tsv lists %s, which no policy allows: take it away there", pattern)
	}
}

func seen(t *testing.T, recorded map[string][]right, pattern string) bool {
	t.Helper()
	for _, all := range recorded {
		for _, right := range all {
			for _, action := range right.actions {
				match, err := path.Match(strings.ToLower(pattern), strings.ToLower(action))
				if err != nil {
					t.Fatal(err)
				}
				if match {
					return true
				}
			}
		}
	}
	return false
}

// allowed are the actions, as they are written, of all policies that the pipeline's roles have.
func allowed(t *testing.T, bootstrap *terraform.Options) map[string]bool {
	t.Helper()
	var state struct {
		Values struct {
			Root struct {
				Modules []struct {
					Resources []struct {
						Type, Name string
						Values     struct{ Policy string }
					}
				} `json:"child_modules"`
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(terraform.ShowContext(t, t.Context(), bootstrap)), &state); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, module := range state.Values.Root.Modules {
		for _, resource := range module.Resources {
			if resource.Type != "aws_iam_policy" || resource.Name != "ci" {
				continue
			}
			var policy struct {
				Statement []struct {
					Effect string
					Action []string
				}
			}
			if err := json.Unmarshal([]byte(resource.Values.Policy), &policy); err != nil {
				t.Fatal(err)
			}
			for _, statement := range policy.Statement {
				for _, action := range statement.Action {
					found[action] = found[action] || statement.Effect == "Allow"
				}
			}
		}
	}
	for action, granted := range found {
		if !granted {
			delete(found, action)
		}
	}
	return found
}
