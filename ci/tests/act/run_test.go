package act

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// event is what GitHub tells a workflow, and what act would be told by its options.
type event struct {
	name string
	// payload is the event's, as far as the workflows read it.
	payload map[string]any
	// vars are the variables of the repository.
	vars map[string]string
	// job, where it is set, is the one that runs of the workflow, with those that it needs.
	job string
	// checks is what `ci/dagger check` finds: true, where it is not set, is that all passed.
	checks string
	// fails is the action whose stand-in fails.
	fails string
}

// run is a workflow that ended.
type run struct {
	failed bool
	log    string
	// records is the folder that the stand-ins write to.
	records string
}

var (
	uses = regexp.MustCompile(`uses: +([\w.-]+/[\w.-]+)(?:/[^@\s]+)?@([0-9a-f]{40})`)
	// ended is the line of act about a job.
	ended = regexp.MustCompile(`(?m)^\[(.+?) *\] 🏁  Job (succeeded|failed)`)
)

// run has act run a workflow on this host, one job at a time, without containers. Between GitHub and it stand the actions and the
// programs of testdata.
func (h *harness) run(t *testing.T, workflow string, e event) run {
	t.Helper()
	records, err := os.MkdirTemp(h.work, "records-")
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(e.payload)
	if err != nil {
		t.Fatal(err)
	}
	told := filepath.Join(records, "event.json")
	if err := os.WriteFile(told, payload, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{
		e.name, "--directory", h.copy, "--workflows", filepath.Join(".github", "workflows", workflow), "--eventpath", told,
		"--platform", "ubuntu-24.04=-self-hosted", "--concurrent-jobs", "1", "--no-skip-checkout", "--no-cache-server",
		"--action-cache-path", filepath.Join(h.work, "cache"), "--secret", "GITHUB_TOKEN=" + token,
	}
	for name, value := range e.vars {
		args = append(args, "--var", name+"="+value)
	}
	if e.job != "" {
		args = append(args, "--job", e.job)
	}
	// Without a folder of files that act would read: .env, .secrets, .vars and .actrc.
	cmd := h.command(records, h.environment(t, e, records), h.act, append(args, h.actions(t)...)...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	log := string(out)
	if err := os.WriteFile(filepath.Join(records, "log"), out, 0o644); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || h.ctx.Err() != nil {
		t.Fatalf("act ended half-way: %v\n%s", err, end(log))
	}
	r := run{failed: err != nil, log: log, records: records}
	t.Logf("act %s %s: %s in %s", e.name, workflow, strings.Join(r.jobs(), ", "), time.Since(began).Round(time.Second))
	return r
}

// environment is what a job of act has of this host, and more than that for the stand-ins.
func (h *harness) environment(t *testing.T, e event, records string) []string {
	t.Helper()
	var module struct{ EngineVersion string }
	if err := json.Unmarshal([]byte(read(t, filepath.Join(h.copy, "dagger.json"))), &module); err != nil {
		t.Fatal(err)
	}
	checks := e.checks
	if checks == "" {
		checks = "true"
	}
	path := strings.Join([]string{filepath.Join(h.standIns, "programs"), filepath.Join(h.standIns, "dagger"), os.Getenv("PATH")}, string(os.PathListSeparator))
	env := []string{
		"PATH=" + path, "ACT_RECORDS=" + records, "ACT_REPOSITORY=" + h.copy, "ACT_DAGGER=" + h.dagger(), "ACT_VERSION=" + module.EngineVersion,
		"ACT_GITHUB=" + h.hub.address, "ACT_CHECKS=" + checks, "ACT_FAILS=" + e.fails,
		"ACT_RUNNER=" + os.Getenv("_EXPERIMENTAL_DAGGER_RUNNER_HOST"),
		// With a runner, ci/dagger takes the dagger on PATH of its version, and asks for no container runtime: ours.
		"_EXPERIMENTAL_DAGGER_RUNNER_HOST=act",
		// A job has no keys but those of the role that it takes on.
		"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN=", "AWS_PROFILE=",
	}
	for environment, port := range h.accounts {
		env = append(env, "ACT_ACCOUNT_"+environment+"="+strconv.Itoa(port))
	}
	return env
}

// actions are act's options that take a folder for each action that a workflow uses.
func (h *harness) actions(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.copy, ".github", "*", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob(filepath.Join(h.copy, ".github", "actions", "*", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var options []string
	for _, file := range append(files, own...) {
		for _, action := range uses.FindAllStringSubmatch(read(t, file), -1) {
			folder := filepath.Join(h.standIns, "actions", action[1])
			if _, err := os.Stat(folder); err != nil {
				t.Fatalf("%s uses %s, which has no stand-in: write %s", file, action[1], filepath.Join(folder, "action.yml"))
			}
			if option := action[1] + "@" + action[2] + "=" + folder; !slices.Contains(options, option) {
				options = append(options, "--local-repository", option)
			}
		}
	}
	return options
}
