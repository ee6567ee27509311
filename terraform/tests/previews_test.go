package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// TestPreviewsByRole is an environment with two previews, all made and taken away by the pipeline's own role, which may delete no data but
// theirs. Nothing of the environment changes by them. It takes minutes, so it runs where SLIPWAY_REHEARSE=1 asks for it.
func TestPreviewsByRole(t *testing.T) {
	if os.Getenv("SLIPWAY_REHEARSE") != "1" {
		t.Skip("set SLIPWAY_REHEARSE=1 for a life of several minutes by the pipeline's roles")
	}
	wantLeft(t)
	bootstrap := stackOf(t, "bootstrap", environment)
	withPreviews(t, bootstrap)
	writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
	t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), bootstrap) })
	terraform.InitAndApplyContext(t, t.Context(), bootstrap)

	base := platformOf(t, "platform/terraform.tfstate")
	terraform.InitAndApplyContext(t, t.Context(), base)
	t.Cleanup(func() {
		base.EnvVars = nil // the role may not delete the base's data
		terraform.DestroyContext(t, context.Background(), base)
	})
	var stands map[string]any
	terraform.OutputStructContext(t, t.Context(), base, "for_previews", &stands)

	var previews []*terraform.Options
	for i, name := range []string{"pr-12", "pr-13"} {
		preview := platformOf(t, "platform/previews/"+name+"/terraform.tfstate")
		variables, err := json.Marshal(map[string]any{"preview": map[string]any{
			"name": name, "vpc": stands["vpc"], "load_balancer": stands["load_balancer"], "cluster": stands["cluster"], "host": stands["host"],
			"priorities": map[string]int{"catalog": 3400 + 2*i, "orders": 3401 + 2*i},
		}})
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, preview, "preview.auto.tfvars.json", string(variables))
		terraform.InitAndApplyAndIdempotentContext(t, t.Context(), preview)
		previews = append(previews, preview)
	}
	wantUnchanged(t, base, "with two previews beside it")
	terraform.DestroyContext(t, t.Context(), previews[0])
	wantUnchanged(t, previews[1], "after another preview went")
	terraform.DestroyContext(t, t.Context(), previews[1])
	wantUnchanged(t, base, "after its previews went")
	for _, r := range resources(t) {
		if strings.Contains(r.Name, "pr-1") {
			t.Errorf("left behind: %v", r)
		}
	}
}

// withPreviews gives a stack settings by which its pipeline may make previews, and may not take the environment's own data away.
func withPreviews(t *testing.T, in *terraform.Options) {
	t.Helper()
	rehearsed(t, in)
	writeFile(t, in, "previews.tfvars", `ci = { repository = "example/shop", previews = true }`+"\n")
	in.VarFiles = append(in.VarFiles, "previews.tfvars")
}

// platformOf is the stack platform with its state at a key, as the pipeline's role applies it.
func platformOf(t *testing.T, key string) *terraform.Options {
	t.Helper()
	platform := stackOf(t, "platform", environment)
	withPreviews(t, platform)
	platform.BackendConfig = map[string]any{
		"bucket": fmt.Sprintf("%s-state-%s", named, account), "key": key, "dynamodb_table": named + "-lock", "region": "eu-west-1", "use_path_style": true,
	}
	platform.Vars["images"] = map[string]string{"catalog": released("catalog", "1"), "orders": released("orders", "1")}
	as(t, platform, "apply")
	return platform
}

func wantUnchanged(t *testing.T, platform *terraform.Options, when string) {
	t.Helper()
	platform.PlanFilePath = filepath.Join(t.TempDir(), "plan")
	defer func() { platform.PlanFilePath = "" }()
	for address, change := range terraform.InitAndPlanAndShowWithStructContext(t, t.Context(), platform).ResourceChangesMap {
		if actions := change.Change.Actions; !actions.NoOp() && !actions.Read() {
			t.Errorf("%s: a plan changes %s: %v", when, address, actions)
		}
	}
}
