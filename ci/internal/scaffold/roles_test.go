package scaffold

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
)

// verbs are what a job may call with each of the roles of terraform/modules/iam.
var verbs = map[string][]string{"plan": {"plan", "drift"}, "release": {"push", "sign", "plan"}, "apply": {"apply", "preview"}}

var (
	roleOf  = regexp.MustCompile(`-(\w+)$`)
	verbOf  = regexp.MustCompile(`export-credentials' (\w+)`)
	session = regexp.MustCompile(`max_session_duration = (\d+)`)
)

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a workflow does with a role is what modules/iam gives that role, and to the one who has it.
func TestRolesFitTheirJobs(t *testing.T) {
	iam := read(t, "../../../terraform/modules/iam/ci.tf")
	longest, err := strconv.Atoi(session.FindStringSubmatch(iam)[1])
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for file, w := range workflows(t) {
		for name, job := range w.Jobs {
			for i, step := range job.Steps {
				assumed := step.With["role-to-assume"]
				if assumed == "" {
					continue
				}
				role := roleOf.FindStringSubmatch(assumed)[1]
				seen[role] = true
				if verbs[role] == nil || !strings.Contains(iam, `"${var.name}-ci-`+role+`"`) {
					t.Errorf("%s: job %s assumes %s, which is no role of modules/iam", file, name, assumed)
				}
				if (role == "apply") != (job.Environment != "") {
					t.Errorf("%s: job %s: the role that applies is the environment's, and no other role is", file, name)
				}
				seconds, _ := strconv.Atoi(step.With["role-duration-seconds"])
				if seconds == 0 {
					seconds = 3600
				}
				if seconds > longest || job.TimeoutMinutes*60 > seconds {
					t.Errorf("%s: job %s may take %d minutes, its credentials are for %d s, and the role's session at most %d s",
						file, name, job.TimeoutMinutes, seconds, longest)
				}
				if i == 0 || !strings.HasPrefix(job.Steps[i-1].Uses, "dagger/dagger-for-github@") {
					t.Errorf("%s: job %s does not install right before it has a role", file, name)
				}
				for _, after := range job.Steps[i+1:] {
					if verb := verbOf.FindStringSubmatch(after.Run); verb != nil && !slices.Contains(verbs[role], verb[1]) {
						t.Errorf("%s: job %s calls %s with the role %s", file, name, verb[1], role)
					}
				}
			}
		}
	}
	if len(seen) != len(verbs) {
		t.Errorf("the workflows use the roles %v", seen)
	}
}

// A workflow names an environment, its region and what may be done there as its settings do.
func TestEnvironmentsFitTheirSettings(t *testing.T) {
	called := 0
	for file, w := range workflows(t) {
		for name, job := range w.Jobs {
			env := job.With["environment"]
			if env == "" {
				continue
			}
			called++
			settings := settingsOf(t, "../../../terraform/environments/"+env+".tfvars")
			if got := settings["environment"].AsString(); got != env {
				t.Errorf("%s: job %s is for %s, whose settings are for %s", file, name, env, got)
			}
			if got := settings["region"].AsString(); got != job.With["region"] {
				t.Errorf("%s: job %s is for %s, and the settings of %s for %s", file, name, job.With["region"], env, got)
			}
			if want := "${{ vars." + strings.ToUpper(env) + "_ROLES }}"; job.With["roles"] != want {
				t.Errorf("%s: job %s takes %s for %s", file, name, job.With["roles"], want)
			}
			ci := settings["ci"]
			if ci.IsNull() {
				t.Errorf("%s: job %s is for %s, whose settings make no roles: write ci", file, name, env)
				continue
			}
			for _, beside := range []string{"environments", "release_branches"} {
				if ci.Type().HasAttribute(beside) { // by default the environment of this name, and main
					t.Errorf("the settings of %s name %s, which the workflows do not", env, beside)
				}
			}
			if path.Base(job.Uses) == "plan.yml" && (!ci.Type().HasAttribute("plan_pull_requests") || ci.GetAttr("plan_pull_requests").False()) {
				t.Errorf("%s: job %s plans pull requests, and the settings of %s do not let them", file, name, env)
			}
		}
	}
	if called < 4 {
		t.Errorf("%d jobs name an environment", called)
	}
}

func settingsOf(t *testing.T, file string) map[string]cty.Value {
	t.Helper()
	parsed, diags := hclparse.NewParser().ParseHCLFile(file)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	attributes, diags := parsed.Body.JustAttributes()
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	values := map[string]cty.Value{}
	for name, attribute := range attributes {
		value, diags := attribute.Expr.Value(nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		values[name] = value
	}
	return values
}
