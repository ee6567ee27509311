package tests

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// seenCall is what the emulator's log has of a call.
type seenCall struct {
	Seq             int
	Service, Action string
	IAM             struct {
		Principal, Unknown string
		Allowed            bool
		Rights             []struct {
			Action, Resource string
			Keys             map[string][]string
		}
	}
}

// TestRehearsalByRoles is an environment's life with the pipeline's own roles: bootstrap by an administrator, plans by ci-plan, applies
// and the destroy by ci-apply. It takes minutes, so it runs where SLIPWAY_REHEARSE=1 asks for it. With SLIPWAY_RECORD=1 it
// also writes what the roles needed into testdata/roles, against which TestRoles holds them every time.
func TestRehearsalByRoles(t *testing.T) {
	if os.Getenv("SLIPWAY_REHEARSE") != "1" {
		t.Skip("set SLIPWAY_REHEARSE=1 for a life of several minutes by the pipeline's roles")
	}
	wantLeft(t)
	bootstrap, platform := stackOf(t, "bootstrap", environment), stackOf(t, "platform", environment)
	writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
	for _, s := range []*terraform.Options{bootstrap, platform} {
		rehearsed(t, s)
	}
	platform.BackendConfig = map[string]any{
		"bucket": fmt.Sprintf("%s-state-%s", named, account), "region": "eu-west-1", "use_path_style": true,
	}
	t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), bootstrap) })
	terraform.InitAndApplyContext(t, t.Context(), bootstrap)
	since := seenCalls(t, 0)

	// A deploy plans this stack too, to know whether a person must apply it.
	as(t, bootstrap, "plan")
	bootstrap.Lock = false
	terraform.PlanContext(t, t.Context(), bootstrap)
	bootstrap.EnvVars = nil // an administrator's again

	platform.Lock = false // as the pipeline plans: the role takes no lock
	planned := func(digit string) {
		platform.Vars["images"] = map[string]string{"catalog": released("catalog", digit), "orders": released("orders", digit)}
		as(t, platform, "plan")
		terraform.InitAndPlanContext(t, t.Context(), platform)
		as(t, platform, "apply")
	}
	planned("1")
	platform.Lock = true
	terraform.ApplyContext(t, t.Context(), platform)
	platform.Lock = false
	planned("2")
	platform.Lock = true
	terraform.ApplyContext(t, t.Context(), platform)
	terraform.DestroyContext(t, t.Context(), platform)

	found := seenCalls(t, since[len(since)-1].Seq)
	for _, call := range found {
		// The provider asks it where it does not check credentials, and goes on with what STS says.
		if name := call.Service + ":" + call.Action; name != "iam:GetUser" && !call.IAM.Allowed {
			t.Errorf("%s is refused to %s: it needs %v %s", name, call.IAM.Principal, call.IAM.Rights, call.IAM.Unknown)
		}
	}
	if os.Getenv("SLIPWAY_RECORD") == "1" && !t.Failed() {
		record(t, found)
	}
}

func released(service, digit string) string {
	return fmt.Sprintf("%s.dkr.ecr.eu-west-1.amazonaws.com/%s/%s@sha256:%s", account, named, service, strings.Repeat(digit, 64))
}

func seenCalls(t *testing.T, since int) []seenCall {
	t.Helper()
	var found []seenCall
	ask(t, fmt.Sprintf("calls?since=%d", since), &found)
	if len(found) == 0 {
		t.Fatal("the emulator's log has no calls")
	}
	return found
}

// invented is what differs from run to run: ids, hashes, and names of which one stands for all.
var invented = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{16,17}\b|\b[0-9]{14}\b|(:alarm:` + named + `-)[a-z0-9-]+|(role/` + named + `/` + named + `-)[a-z-]+`)

// record writes a file for each role: what it needed, each once, whatever the run's own ids are.
func record(t *testing.T, found []seenCall) {
	t.Helper()
	actions := map[string]map[string]map[string]bool{"plan": {}, "apply": {}} // role, line without actions, action
	for _, call := range found {
		_, role, ours := strings.Cut(call.IAM.Principal, "assumed-role/"+named+"-ci-")
		role, _, _ = strings.Cut(role, "/")
		for _, need := range call.IAM.Rights {
			if !ours || !call.IAM.Allowed {
				continue
			}
			kept := right{resource: invented.ReplaceAllString(need.Resource, "${1}${2}0"), keys: map[string][]string{}}
			for key, values := range need.Keys {
				tag := strings.HasPrefix(key, "aws:resourcetag/") || strings.HasPrefix(key, "aws:requesttag/")
				if key != "aws:tagkeys" && (!tag || strings.HasSuffix(key, "/project") || strings.HasSuffix(key, "/environment")) {
					kept.keys[key] = strings.Split(invented.ReplaceAllString(strings.Join(values, "|"), "0"), "|")
				}
			}
			line := kept.String()
			if actions[role][line] == nil {
				actions[role][line] = map[string]bool{}
			}
			actions[role][line][need.Action] = true
		}
	}
	for role, all := range actions {
		var written []string
		for line, names := range all {
			sorted := make([]string, 0, len(names))
			for name := range names {
				sorted = append(sorted, name)
			}
			slices.Sort(sorted)
			written = append(written, line+strings.Join(sorted, " "))
		}
		slices.SortFunc(written, func(a, b string) int { return cmp.Compare(a, b) })
		head := "# What the role ci-" + role + " needed: written by SLIPWAY_REHEARSE=1 SLIPWAY_RECORD=1 go test -run TestRehearsalByRoles.\n"
		path := filepath.Join("testdata", "roles", role+".tsv")
		if err := os.WriteFile(path, []byte(head+strings.Join(written, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
