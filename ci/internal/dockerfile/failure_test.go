package dockerfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// inside is what no person should read: IDs, stacks, words of GraphQL's and BuildKit's.
var inside = regexp.MustCompile(`xxh3|[A-Za-z0-9+/]{48}.*=|goroutine|traceparent|LLB|llbto|input:|resolve:|did not complete|converted ID|dagger-mount|content hash`)

// Every Dockerfile of testdata/bad is refused with the words of its first line. What only the engine finds is what Dagger
// v0.21.8 said of it (testdata/failures), with one file, hello.txt, beside it.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.Dockerfile")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".Dockerfile")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			want := strings.TrimPrefix(first, "# want: ")
			path := "services/" + name + "/Dockerfile"
			f, err := Parse(path, text, Build{})
			if err == nil {
				err = f.CheckSecrets(name, "", nil)
			}
			if err == nil {
				// The engine's words, although CheckSources would find some of them before.
				err = f.Explain(failure(t, name))
			}
			if err == nil || !strings.Contains(err.Error(), "services/"+name+"/"+want) {
				t.Errorf("%v\nwant %s", err, want)
			} else if found := inside.FindString(strings.ReplaceAll(err.Error(), strings.Repeat("1", 64), "")); found != "" {
				t.Errorf("%q is in %v", found, err)
			}
		})
	}
}

func failure(t *testing.T, name string) Failure {
	t.Helper()
	text, err := os.ReadFile("testdata/failures/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	failed := Failure{Service: name}
	if err := json.Unmarshal(text, &failed); err != nil {
		t.Fatal(err)
	}
	return failed
}

func TestExplainTypes(t *testing.T) {
	for name, found := range map[string]func(error) bool{
		"run-pip": as(func(e *BuildError) bool { return e.Line == 3 && e.ExitCode == 1 && e.Service == "run-pip" }),
		"base":    as(func(e *BaseError) bool { return e.Line == 2 && e.Image == "python:3.99-nosuch" }),
		"copy":    as(func(e *SourceError) bool { return e.Line == 3 && e.Source.Path == "requirements.txt" }),
	} {
		text, err := os.ReadFile("testdata/bad/" + name + ".Dockerfile")
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse("Dockerfile", text, Build{})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Explain(failure(t, name)); !found(err) {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

func as[E error](right func(E) bool) func(error) bool {
	return func(err error) bool {
		e, ok := errors.AsType[E](err)
		return ok && right(e)
	}
}

func TestExplainOutput(t *testing.T) {
	f := parse(t, "FROM a\nRUN make all\n")
	var printed strings.Builder
	for i := range 60 {
		fmt.Fprintf(&printed, "line %d\n", i+1)
	}
	failed := Failure{Service: "web", Command: []string{"/bin/sh", "-c", "make all"}, ExitCode: 2, Stdout: printed.String(), Stderr: "make: *** [all] Error 1\n"}
	text := f.Explain(failed).Error()
	lines := strings.Split(text, "\n")
	if len(lines) != 41 || lines[1] != "line 22" || lines[39] != "line 60" || lines[40] != "make: *** [all] Error 1" {
		t.Errorf("%d lines: %s", len(lines), text)
	}
	if want := "service web: services/web/Dockerfile:2: RUN make all: exit code 2; the end of what it printed:"; lines[0] != want {
		t.Errorf("%q, want %q", lines[0], want)
	}
}

func TestExplainElse(t *testing.T) {
	f := parse(t, "FROM a AS test\nRUN one\nFROM private.example/b\nRUN two\n")
	for name, c := range map[string]struct {
		failed Failure
		want   string
	}{
		"a stage that is not there": {Failure{Target: "nosuch", Text: `failed to convert Dockerfile to LLB: target stage "nosuch" could not be found`},
			`services/web/Dockerfile: target stage "nosuch" could not be found`},
		"a command that is not in the file": {Failure{Command: []string{"/bin/sh", "-c", "three"}, ExitCode: 4, Text: "exit code: 4"},
			"services/web/Dockerfile: /bin/sh -c three: exit code 4; it printed nothing"},
		"a command of a stage that is not built": {Failure{Command: []string{"/bin/sh", "-c", "one"}, ExitCode: 4, Text: "exit code: 4"},
			"services/web/Dockerfile: /bin/sh -c one: exit code 4; it printed nothing"},
		"another target": {Failure{Target: "test", Command: []string{"/bin/sh", "-c", "one"}, ExitCode: 4, Text: "exit code: 4"},
			"services/web/Dockerfile:2: RUN one: exit code 4; it printed nothing"},
		"an image that needs a login": {Failure{Text: "failed to convert Dockerfile to LLB: private.example/b: pull access denied, repository does not exist or may require authorization"},
			"services/web/Dockerfile:3: image private.example/b: its registry wants a login, or has no such image: check the name, or log in (docker login private.example, or with-registry-login before the verb)"},
		"nothing known": {Failure{Text: "failed to convert Dockerfile to LLB: something new"}, "services/web/Dockerfile: something new"},
	} {
		if got := f.Explain(c.failed).Error(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
