package tests

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// opensBeforeItCloses changes what tasks are reached by, and looks at the order of the calls: the old way goes last.
func opensBeforeItCloses(t *testing.T, platform *terraform.Options) {
	for _, change := range []struct{ old, new, first, then, last string }{
		{"port        = 8080", "port        = 9090", "AuthorizeSecurityGroupIngress", "UpdateService", "RevokeSecurityGroupIngress"},
		{
			"vpc = ", `load_balancer = { certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000" }` + "\nvpc = ",
			"CreateListener", "CreateRule", "DeleteRule",
		},
	} {
		before := calls(t)
		edit(t, platform.VarFiles[0], change.old, change.new)
		terraform.ApplyContext(t, t.Context(), platform)
		made := calls(t)[len(before):]
		for _, pair := range [][2]string{{change.first, change.then}, {change.then, change.last}} {
			end, start := lastOf(made, pair[0]), slices.Index(made, pair[1])
			if end < 0 || start < 0 || start < end {
				t.Errorf("with %q, %s must end before %s begins: %v", change.new, pair[0], pair[1], made)
			}
		}
	}
}

// calls are the actions that changed something, in their order.
func calls(t *testing.T) []string {
	t.Helper()
	var found []struct{ Action string }
	ask(t, "calls?write=true", &found)
	var actions []string
	for _, call := range found {
		actions = append(actions, call.Action)
	}
	return actions
}

func lastOf(actions []string, action string) int {
	for i, found := range slices.Backward(actions) {
		if found == action {
			return i
		}
	}
	return -1
}

// edit replaces the first place of a text in a file.
func edit(t *testing.T, path, old, text string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(content), old) {
		t.Fatalf("%s has no %q: %v", path, old, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(content), old, text, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
