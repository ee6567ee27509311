package scaffold

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// workflow is what the rules below are about.
type workflow struct {
	On          any
	Permissions any
	Jobs        map[string]job
}

type job struct {
	TimeoutMinutes int `yaml:"timeout-minutes"`
	Uses           string
	With           map[string]string
	Environment    string
	If             string
	Steps          []step
}

type step struct {
	Uses, Run string
	With      map[string]string
}

var (
	// call is one call of the pipeline, with arguments and quoted texts and nothing that a shell would do besides.
	call = regexp.MustCompile(`^(ci/dagger|dagger call|gh release create|echo "::notice::[^"]*")( +("([^"$` + "`" + `]|\$[A-Z_])*"|'[^']*'|[^\s"'` + "`" + `$;&|<>]+))*$`)
	// commit pins an action by what it is, and not by what it is called today. The repository's own come with the workflow.
	commit = regexp.MustCompile(`^([^@]+@[0-9a-f]{40}|\./\.github/.+)$`)
)

// workflows are the repository's own and those of init, by path.
func workflows(t *testing.T) map[string]workflow {
	t.Helper()
	texts, err := Files(Repository{Project: "library", Dagger: "v0.21.8", Folder: "environments", Services: []Service{{Name: "books"}}})
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil || len(own) < 5 {
		t.Fatalf("these workflows of the repository's own: %v: %v", own, err)
	}
	for _, path := range own {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = string(text)
	}
	all := map[string]workflow{}
	for path, text := range texts {
		if !strings.HasSuffix(path, ".yml") {
			continue
		}
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[path] = w
	}
	return all
}

// Workflows are thin: what they do is in the module, and the same on a laptop.
func TestWorkflowsAreThin(t *testing.T) {
	steps := 0
	for path, w := range workflows(t) {
		if w.Permissions == nil {
			t.Errorf("%s has no permissions: it would have those of the repository's settings", path)
		}
		for name, job := range w.Jobs {
			if job.TimeoutMinutes == 0 && job.Uses == "" {
				t.Errorf("%s: job %s has no timeout-minutes", path, name)
			}
			for _, step := range job.Steps {
				steps++
				if step.Run != "" && !call.MatchString(strings.TrimSpace(step.Run)) {
					t.Errorf("%s: job %s runs more than one call: %s", path, name, step.Run)
				}
				if step.Uses != "" && !commit.MatchString(step.Uses) {
					t.Errorf("%s: job %s uses %s, which is no commit", path, name, step.Uses)
				}
			}
		}
	}
	if steps < 30 {
		t.Errorf("%d steps were looked at", steps)
	}
}

func TestCall(t *testing.T) {
	for run, one := range map[string]bool{
		"ci/dagger check": true,
		"dagger call reports export --path reports":                                                      true,
		`dagger call --env "$ENVIRONMENT" --credentials 'cmd://aws configure export-credentials' deploy`: true,
		`gh release create "$GITHUB_REF_NAME" --notes-file notes.md`:                                     true,
		`echo "::notice::No plan of $ENVIRONMENT. A fork has no role."`:                                  true,
		`echo "::notice::x" > notes`:                                                                     false,
		"npm test":                                                                                       false,
		"dagger call deploy && echo done":                                                                false,
		"dagger call deploy; true":                                                                       false,
		"dagger call deploy | tee log":                                                                   false,
		"dagger call deploy\ndagger call x":                                                              false,
		"dagger call deploy $(cat options)":                                                              false,
		"dagger call deploy \"`cat options`\"":                                                           false,
		"dagger call deploy $OPTIONS":                                                                    false,
		`dagger call deploy "$(cat options)"`:                                                            false,
	} {
		if got := call.MatchString(run); got != one {
			t.Errorf("%q: got %t", run, got)
		}
	}
}

// A preview is made by the role that applies: nobody who has only a fork may come to it.
func TestForksGetNoPreview(t *testing.T) {
	w := workflows(t)["../../../.github/workflows/preview.yml"]
	const own = "github.event.pull_request.head.repo.full_name == github.repository"
	roles := 0
	for name, job := range w.Jobs {
		for _, step := range job.Steps {
			if step.With["role-to-assume"] == "" {
				continue
			}
			roles++
			if !strings.Contains(job.If, own) && !strings.Contains(job.If, "github.event_name != 'pull_request'") || strings.Contains(job.If, "||") {
				t.Errorf("job %s takes a role for a pull request from a fork too: if: %s", name, job.If)
			}
		}
	}
	if roles != 3 {
		t.Errorf("%d jobs take a role", roles)
	}
	if on, ok := w.On.(map[string]any); !ok || on["pull_request"] == nil || on["pull_request_target"] != nil {
		t.Errorf("it is started by %v: pull_request_target would have secrets and run what a fork wrote", w.On)
	}
}
