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
	Permissions any
	Jobs        map[string]struct {
		TimeoutMinutes int `yaml:"timeout-minutes"`
		Steps          []struct {
			Name, Uses, Run, Shell string
		}
	}
}

var (
	// call is one call of the pipeline, with arguments and quoted texts and nothing that a shell would do besides.
	call = regexp.MustCompile(`^(ci/dagger|dagger call)( +("([^"$` + "`" + `]|\$[A-Z_])*"|'[^']*'|[^\s"'` + "`" + `$;&|<>]+))*$`)
	// commit pins an action by what it is, and not by what it is called today.
	commit = regexp.MustCompile(`^[^@]+@[0-9a-f]{40}$`)
)

// Workflows are thin: what they do is in the module, and the same on a laptop. These are the repository's own and those of init.
func TestWorkflowsAreThin(t *testing.T) {
	texts, err := Files(Repository{Project: "library", Dagger: "v0.21.8", Folder: "environments", Services: []Service{{Name: "books"}}})
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil || len(own) == 0 {
		t.Fatalf("no workflows of the repository's own: %v", err)
	}
	for _, path := range own {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = string(text)
	}
	steps := 0
	for path, text := range texts {
		if !strings.HasSuffix(path, ".yml") {
			continue
		}
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if w.Permissions == nil {
			t.Errorf("%s has no permissions: it would have those of the repository's settings", path)
		}
		for name, job := range w.Jobs {
			if job.TimeoutMinutes == 0 {
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
	if steps < 10 {
		t.Errorf("%d steps were looked at", steps)
	}
}

func TestCall(t *testing.T) {
	for run, one := range map[string]bool{
		"ci/dagger check": true,
		"dagger call reports export --path reports":                                                      true,
		`dagger call --env "$ENVIRONMENT" --credentials 'cmd://aws configure export-credentials' deploy`: true,
		"npm test":                             false,
		"dagger call deploy && echo done":      false,
		"dagger call deploy; true":             false,
		"dagger call deploy | tee log":         false,
		"dagger call deploy\ndagger call x":    false,
		"dagger call deploy $(cat options)":    false,
		"dagger call deploy \"`cat options`\"": false,
		"dagger call deploy $OPTIONS":          false,
		`dagger call deploy "$(cat options)"`:  false,
	} {
		if got := call.MatchString(run); got != one {
			t.Errorf("%q: got %t", run, got)
		}
	}
}
