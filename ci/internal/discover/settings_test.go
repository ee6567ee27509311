package discover

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dagger/slipway/internal/dotfile"
)

func TestServicesWithSettings(t *testing.T) {
	const (
		main    = "package main\n"
		library = "package lib\n"
	)
	tests := map[string]struct {
		settings string
		files    repository
		want     []Service
		refused  string
	}{
		"a folder elsewhere, beside those of services/": {
			settings: "services:\n  web: {path: apps/web}\n",
			files:    repository{"apps/web/Dockerfile": "", "apps/admin/Dockerfile": "", "services/api/main.go": main},
			want: []Service{{Name: "api", Path: "services/api", Kind: Go},
				{Name: "web", Path: "apps/web", Kind: Dockerfile, Dockerfile: "apps/web/Dockerfile", Context: "apps/web", Settings: Settings{Path: "apps/web"}}},
		},
		"the repository itself": {
			settings: "services: {shop: {path: .}}",
			files:    repository{"Dockerfile": "", "app/main.py": ""},
			want:     []Service{{Name: "shop", Path: ".", Kind: Dockerfile, Dockerfile: "Dockerfile", Context: ".", Settings: Settings{Path: "."}}},
		},
		"the repository itself, of Go": {
			settings: "services: {shop: {path: .}}",
			files:    repository{"main.go": main, "lib/lib.go": library},
			want:     []Service{{Name: "shop", Path: ".", Kind: Go, Settings: Settings{Path: "."}}},
		},
		"all of a Dockerfile's settings": {
			settings: "services:\n  api:\n    dockerfile: docker/prod.Dockerfile\n    context: .\n    target: release\n    args: {VERSION: \"3\"}\n" +
				"    test: {stage: check, command: [pytest, -q]}\n",
			files: repository{"services/api/Dockerfile": "", "services/api/docker/prod.Dockerfile": ""},
			want: []Service{{Name: "api", Path: "services/api", Kind: Dockerfile, Dockerfile: "services/api/docker/prod.Dockerfile", Context: ".",
				Settings: Settings{Path: "services/api", Dockerfile: "services/api/docker/prod.Dockerfile", Context: ".", Target: "release",
					Args: map[string]Text{"VERSION": "3"}, Test: Test{Stage: "check", Command: []string{"pytest", "-q"}}}}},
		},
		"a group of services": {
			settings: "services: {api: {path: services/backend/api}}",
			files:    repository{"services/backend/api/main.go": main, "services/backend/lib.go": library},
			want:     []Service{{Name: "api", Path: "services/backend/api", Kind: Go, Settings: Settings{Path: "services/backend/api"}}},
		},
		"a package named services, in a repository that is a service": {
			settings: "services: {shop: {path: .}}",
			files:    repository{"Dockerfile": "", "services/payments/__init__.py": ""},
			want:     []Service{{Name: "shop", Path: ".", Kind: Dockerfile, Dockerfile: "Dockerfile", Context: ".", Settings: Settings{Path: "."}}},
		},
		"one in the folder of another": {
			settings: "services: {worker: {path: services/api/cmd/worker}}",
			files:    repository{"services/api/main.go": main, "services/api/cmd/worker/main.go": main, "services/web/main.go": main},
			want: []Service{{Name: "api", Path: "services/api", Kind: Go}, {Name: "web", Path: "services/web", Kind: Go},
				{Name: "worker", Path: "services/api/cmd/worker", Kind: Go, Settings: Settings{Path: "services/api/cmd/worker"}}},
		},
		"two of one name": {settings: "services: {web: {path: apps/web}}", files: repository{"apps/web/Dockerfile": "", "services/web/Dockerfile": ""}, refused: "service web lies in apps/web and in services/web"},
		"numbers as they are written": {
			settings: "services: {api: {args: {PYTHON: 3.10, MODE: 0755, ON: true}}}",
			files:    repository{"services/api/Dockerfile": ""},
			want: []Service{{Name: "api", Path: "services/api", Kind: Dockerfile, Dockerfile: "services/api/Dockerfile", Context: "services/api",
				Settings: Settings{Path: "services/api", Args: map[string]Text{"PYTHON": "3.10", "MODE": "0755", "ON": "true"}}}},
		},
		"no folder":           {settings: "services:\n  web: {target: x}\n", files: repository{"services/api/main.go": main}, refused: ".slipway.yaml:2: there is no folder services/web"},
		"two of one folder":   {settings: "services:\n  web: {path: app}\n  api: {path: app}\n", files: repository{"app/Dockerfile": ""}, refused: "is the folder of service"},
		"no such Dockerfile":  {settings: "services: {api: {dockerfile: prod}}", files: repository{"services/api/Dockerfile": ""}, refused: "there is no file services/api/prod"},
		"outside its context": {settings: "services: {api: {context: app}}", files: repository{"services/api/Dockerfile": ""}, refused: "outside of its context app"},
		"stores for the tests of Go": {
			settings: "services: {api: {test: {emulator: true, database: true}}}",
			files:    repository{"services/api/main.go": main},
			want:     []Service{{Name: "api", Path: "services/api", Kind: Go, Settings: Settings{Path: "services/api", Test: Test{Emulator: true, Database: true}}}},
		},
		"build tags of Go": {
			settings: "services: {api: {tags: [grpcnotrace, go1.26_x]}}",
			files:    repository{"services/api/main.go": main},
			want:     []Service{{Name: "api", Path: "services/api", Kind: Go, Settings: Settings{Path: "services/api", Tags: []string{"grpcnotrace", "go1.26_x"}}}},
		},
		"build tags of a Dockerfile": {settings: "services:\n  api: {tags: [x]}\n", files: repository{"services/api/Dockerfile": ""}, refused: ".slipway.yaml:2: tags are for a service of Go"},
		"two build tags in one":      {settings: "services: {api: {tags: [\"a,b\"]}}", refused: "which is no build tag"},
		"a database for no command":  {settings: "services: {api: {test: {database: true}}}", files: repository{"services/api/Dockerfile": ""}, refused: "write test.command"},
		"stores for no command":      {settings: "services: {api: {test: {emulator: true}}}", files: repository{"services/api/Dockerfile": ""}, refused: "write test.command"},
		"a target for Go":            {settings: "services: {api: {target: x}}", files: repository{"services/api/main.go": main}, refused: "target is for a Dockerfile"},
		"leads out":                  {settings: "services: {api: {path: ../api}}", refused: "leads out of the repository"},
		"an unknown key":             {settings: "services:\n  api: {dockerfil: x}\n", refused: ".slipway.yaml:2: unknown field \"dockerfil\": write allowances and services at the top"},
		"of another type":            {settings: "services:\n  api:\n    args: [a]\n", refused: ".slipway.yaml:3:"},
		"a name that can't be":       {settings: "services: {API: {path: app}}", files: repository{"app/Dockerfile": ""}, refused: "app cannot name an ECS service"},
		"neither of the two":         {settings: "services: {api: {path: app}}", files: repository{"app/lib.go": library}, refused: "app has neither a Go main package nor a Dockerfile"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []Service
			settings, err := ReadSettings([]byte(test.settings))
			if err == nil {
				got, err = Services(test.files.paths(), settings, test.files.read)
			}
			if test.refused != "" {
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("got %v and %v, want an error with %q", got, err, test.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreUnexported(Settings{})); diff != "" {
				t.Errorf("services (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzReadSettings looks for a text that makes the reader panic, or an error that does not name the file.
func FuzzReadSettings(f *testing.F) {
	for _, text := range []string{"", "services: {api: {path: ., args: {a: b}}}", "services:\n  a: &x {test: {command: [x]}}\n  b: *x\n---\n", "services: {a: null}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ReadSettings([]byte(text))
		var at *dotfile.Error
		if err != nil && !errors.As(err, &at) {
			t.Fatal(err)
		}
	})
}
