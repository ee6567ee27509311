package tests

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// neighbour is an environment of the account, of two of which one's name begins with the other's.
type neighbour struct{ project, environment string }

func (n neighbour) name() string { return n.project + "-" + n.environment }

// TestNeighbours holds the pipeline's roles of prod and prod-eu, in one account, and a role that they may write, against what is the other's:
// of each kind of resource some calls, both ways. What is refused there is allowed on the own environment, or the refusals would show nothing.
func TestNeighbours(t *testing.T) {
	wantLeft(t)
	pair := []neighbour{{project, "prod"}, {project, "prod-eu"}}
	provider := "null"
	for _, n := range pair {
		bootstrap := stackOf(t, "bootstrap", environment)
		rehearsed(t, bootstrap)
		writeFile(t, bootstrap, "neighbour.tfvars", fmt.Sprintf("environment = %q\nci = { repository = \"example/shop\", may_delete_data = true, oidc_provider_arn = %s }\n", n.environment, provider))
		bootstrap.VarFiles = append(bootstrap.VarFiles, "neighbour.tfvars")
		writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
		t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), bootstrap) })
		terraform.InitAndApplyContext(t, t.Context(), bootstrap)
		provider = `"arn:aws:iam::` + account + `:oidc-provider/token.actions.githubusercontent.com"`
	}
	for i, caller := range pair {
		other := pair[1-i]
		own, remove := written(t, caller)
		defer remove() // before the cleanups, which take its boundary away
		for role, file := range map[string]string{
			roleOf(caller, "apply"): "neighbours.tsv", roleOf(caller, "plan"): "neighbours.tsv", own: "neighbours-workloads.tsv",
		} {
			t.Run(role+" reaches nothing of "+other.name(), func(t *testing.T) {
				for _, line := range rights(t, file) {
					wantDecisions(t, role, of(line, caller, other), false)
				}
			})
			if role == roleOf(caller, "plan") {
				continue // it changes nothing of its own either
			}
			t.Run(role+" reaches its own", func(t *testing.T) {
				for _, line := range rights(t, file) {
					wantDecisions(t, role, of(line, caller, caller), line.keys["own"] == nil)
				}
			})
		}
	}
}

// written is a role as the pipeline may write one: all that it asks for, below the boundary.
func written(t *testing.T, n neighbour) (arn string, remove func()) {
	t.Helper()
	name := n.name() + "-written"
	call := func(action string, form url.Values) {
		form.Set("RoleName", name)
		query(t, "iam", "2010-05-08", action, form, &struct{}{})
	}
	call("CreateRole", url.Values{
		"Path": {"/" + n.name() + "/"}, "AssumeRolePolicyDocument": {`{"Version":"2012-10-17","Statement":[]}`},
		"PermissionsBoundary": {"arn:aws:iam::" + account + ":policy/" + n.name() + "-workloads"},
	})
	call("PutRolePolicy", url.Values{
		"PolicyName": {"all"}, "PolicyDocument": {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`},
	})
	return "arn:aws:iam::" + account + ":role/" + n.name() + "/" + name, func() {
		call("DeleteRolePolicy", url.Values{"PolicyName": {"all"}})
		call("DeleteRole", url.Values{})
	}
}

func roleOf(n neighbour, role string) string {
	return "arn:aws:iam::" + account + ":role/" + n.name() + "-ci-" + role
}

// of is a line of neighbours.tsv for what is owner's, when caller's role calls.
func of(line right, caller, owner neighbour) right {
	names := strings.NewReplacer("{name}", owner.name(), "{project}", owner.project, "{environment}", owner.environment, "{caller}", caller.name())
	made := right{resource: names.Replace(line.resource), keys: map[string][]string{}, actions: line.actions}
	for key, values := range line.keys {
		if key == "own" {
			continue
		}
		for _, value := range values {
			made.keys[key] = append(made.keys[key], names.Replace(value))
		}
	}
	return made
}

func wantDecisions(t *testing.T, role string, of right, allowed bool) {
	t.Helper()
	found := decisions(t, role, of)
	if len(found) != len(of.actions) {
		t.Errorf("asked for %v on %s, the emulator decided %v", of.actions, of.resource, found)
	}
	for action, decision := range found {
		if may := decision == "allowed"; may != allowed {
			t.Errorf("%s: %s on %s (%v) is %s", role, action, of.resource, of.keys, decision)
		}
	}
}
