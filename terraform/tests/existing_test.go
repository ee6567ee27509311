package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/files"
	"github.com/gruntwork-io/terratest/modules/logger"
	"github.com/gruntwork-io/terratest/modules/terraform"
)

// TestExisting puts an environment onto a network, a load balancer and a cluster that somebody else keeps, by the pipeline's own role, and
// takes it away again. What was there is looked at by every attribute that its owner's Terraform reads: none may change.
func TestExisting(t *testing.T) {
	wantLeft(t)
	owner := ownerOf(t)
	t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), owner) }) // the test's own context has ended by then
	terraform.InitAndApplyContext(t, t.Context(), owner)
	before, there := attributes(t, owner), resources(t)

	bootstrap, platform := onto(t, owner, "bootstrap"), onto(t, owner, "platform")
	writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
	platform.BackendConfig = map[string]any{
		"bucket": fmt.Sprintf("%s-state-%s", named, account), "region": "eu-west-1", "use_path_style": true,
	}
	platform.Vars["images"] = map[string]string{"catalog": released("catalog", "1"), "orders": released("orders", "1")}
	t.Cleanup(func() { terraform.DestroyContext(t, context.Background(), bootstrap) })
	terraform.InitAndApplyContext(t, t.Context(), bootstrap)

	gone := false
	t.Cleanup(func() {
		if !gone { // the other tests share the emulator
			platform.EnvVars = nil
			terraform.DestroyContext(t, context.Background(), platform)
		}
	})
	since := seenCalls(t, 0)
	as(t, platform, "apply")
	terraform.InitAndApplyAndIdempotentContext(t, t.Context(), platform)
	wantSame(t, "with services on it", before, attributes(t, owner))
	wantOnly(t, there, "load balancer", "cluster", "capacity provider", "auto scaling group", "instance", "vpc", "subnet", "route table", "nat gateway")
	terraform.DestroyContext(t, t.Context(), platform)
	gone = true

	wantSame(t, "after the services went", before, attributes(t, owner))
	wantCalls(t, seenCalls(t, since[len(since)-1].Seq), before)
	terraform.DestroyContext(t, t.Context(), bootstrap)
	if now := resources(t); !slices.Equal(now, there) {
		t.Errorf("before, the emulator had %v, and now %v", there, now)
	}
}

// ownerOf is what somebody else keeps.
func ownerOf(t *testing.T) *terraform.Options {
	t.Helper()
	root, err := files.CopyTerraformFolderToTemp("testdata/owner", "owner")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(root)) })
	return &terraform.Options{TerraformBinary: "terraform", TerraformDir: root, NoColor: true, Logger: logger.Discard}
}

// onto is a stack whose settings put its services there. A database takes minutes and stands on nothing but subnets.
func onto(t *testing.T, owner *terraform.Options, name string) *terraform.Options {
	t.Helper()
	in := stackOf(t, name, environment)
	rehearsed(t, in)
	var settings map[string]any
	terraform.OutputStructContext(t, t.Context(), owner, "settings", &settings)
	settings["databases"] = map[string]any{}
	settings["services"] = map[string]any{
		"catalog": map[string]any{"port": 8080, "path": "/catalog", "uses": map[string]any{"services": []string{"orders"}}},
		"orders":  map[string]any{"port": 8080, "path": "/orders", "scaling": map[string]any{"min": 2, "max": 4, "cpu": 60}},
	}
	text, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, in, "existing.tfvars.json", string(text))
	in.VarFiles = append(in.VarFiles, "existing.tfvars.json")
	return in
}

// attributes are what Terraform reads now of all that a stack has: address, attribute, value.
func attributes(t *testing.T, in *terraform.Options) map[string]map[string]any {
	t.Helper()
	terraform.RunTerraformCommandContext(t, t.Context(), in, "apply", "-refresh-only", "-auto-approve", "-input=false")
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  map[string]any
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(terraform.ShowContext(t, t.Context(), in)), &state); err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]any{}
	for _, resource := range state.Values.Root.Resources {
		found[resource.Address] = resource.Values
	}
	if len(found) < 20 {
		t.Fatalf("%d resources read: their owner has more", len(found))
	}
	return found
}

func wantSame(t *testing.T, when string, before, now map[string]map[string]any) {
	t.Helper()
	for address, attributes := range before {
		for name, value := range attributes {
			if found := now[address][name]; !reflect.DeepEqual(found, value) {
				t.Errorf("%s, %s of %s is %v, and was %v", when, name, address, found, value)
			}
		}
	}
}

// wantOnly fails for a resource of these kinds that was not there before: the environment was to make none.
func wantOnly(t *testing.T, before []resource, kinds ...string) {
	t.Helper()
	for _, r := range resources(t) {
		if slices.Contains(kinds, r.Kind) && !slices.Contains(before, r) {
			t.Errorf("made beside what there is: %v", r)
		}
	}
}

// wantCalls fails for a call that wrote to what somebody else keeps, unless it put something of its own there.
func wantCalls(t *testing.T, found []seenCall, foreign map[string]map[string]any) {
	t.Helper()
	put := map[string]bool{}
	for _, call := range found {
		for _, need := range call.IAM.Rights {
			service, action, _ := strings.Cut(need.Action, ":")
			if slices.ContainsFunc([]string{"Describe", "Get", "List"}, func(read string) bool { return strings.HasPrefix(action, read) }) {
				continue
			}
			if made := need.Keys[service+":createaction"]; len(made) > 0 {
				action += " by " + made[0]
			}
			for address, values := range foreign {
				if id, ok := values["id"].(string); ok && (need.Resource == id || strings.HasSuffix(need.Resource, "/"+id)) {
					put[action+" on "+address] = true
				}
			}
		}
	}
	want := []string{"AddTags by CreateRule on aws_lb_listener.this", "CreateRule on aws_lb_listener.this", "CreateSecurityGroup on aws_vpc.this"}
	if got := slices.Sorted(maps.Keys(put)); !slices.Equal(got, want) {
		t.Errorf("what was written on what is somebody else's is %v, and may be %v", got, want)
	}
}
