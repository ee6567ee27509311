package engineerror

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The texts in testdata are what Dagger v0.21.8 gave.
func TestText(t *testing.T) {
	want := map[string]string{
		"folder":           `stat services/nosuch: no such file or directory`,
		"file":             `stat services/nosuch.txt: no such file or directory`,
		"exec-file":        `stat /out/nosuch: no such file or directory`,
		"build-folder":     `stat services/nosuch: no such file or directory`,
		"dockerfile":       `failed to read Dockerfile "Dockerfile": open /Dockerfile: no such file or directory`,
		"registry-unknown": `failed to resolve image "registry.invalid/api:1" (platform: "linux/amd64"): Head "https://registry.invalid/v2/api/manifests/1": dial tcp: lookup registry.invalid on 10.87.0.1:53: no such host`,
		"registry-refused": `failed to resolve image "localhost:5999/api:1" (platform: "linux/amd64"): Head "http://localhost:5999/v2/api/manifests/1": dial tcp 127.0.0.1:5999: connect: connection refused`,
		"reference":        `failed to parse image address Not A Ref: invalid reference format: repository name (library/Not A Ref) must be lowercase`,
		"service":          `start service db: exit code 3`,
		"exec":             `exit code 4`,
		"publish":          `Head "http://localhost:5999/v2/api/blobs/sha256:d0f76fb92cec5ff14121440b920c8c2057e824f5765c6409c09ff6315bee8628": dial tcp 127.0.0.1:5999: connect: connection refused`,
		"git":              `git error: exit status 128`,
		"http":             `Get "http://host.invalid/x": dial tcp: lookup host.invalid on 10.87.0.1:53: no such host`,
		"run-in-stage":     `copy: exit code 1`,
		"copy":             `copy: lstat /requirements.txt: no such file or directory`,
		"add":              `copy: stat nosuch.tar.gz: no such file or directory`,
		"bind":             `bind mount: "/nosuch": not found`,
		"secret":           `secret "nosuch" is required but no secret mappings were provided`,
		"user":             `get user: unable to find user nosuch: no matching entries in passwd file`,
		"digest":           `debian:bookworm-slim@sha256:` + strings.Repeat("1", 64) + `: docker.io/library/debian:bookworm-slim@sha256:` + strings.Repeat("1", 64) + `: not found`,
		"source":           `failed to get value for argument "source": eval symlinks: lstat /srv/nosuch: no such file or directory`,
	}
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d texts for %d results, %v", len(files), len(want), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if diff := cmp.Diff(want[name], Text(string(raw))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What other releases of Dagger and BuildKit say.
func TestTextOfOthers(t *testing.T) {
	for text, want := range map[string]string{
		`input: container.from.withExec.stdout resolve: process "sh -c \"exit 1\"" did not complete successfully: exit code: 1`: `exit code 1`,
		`input: module.withSource failed to initialize module: no dagger.json`:                                                  `failed to initialize module: no dagger.json`,
		`input: cannot read it`: `cannot read it`,
		`make request: input: resolve: lookup x: lookup x: no such host {"locations":[{"line":1,"column":3}],"path":["a","b"]}`: `lookup x: no such host {}`,
		`Post "http://dagger/query": context deadline exceeded`:                                                                 `context deadline exceeded`,
		"no such host\nno such host\n": `no such host`,
		"panic: runtime error: index out of range [1] with length 0 [recovered]\n\ngoroutine 12 [running]:\nmain.main()\n\t/src/main.go:9": `panic: runtime error: index out of range [1] with length 0`,
		"load Container@" + strings.Repeat("CpwWChV4", 30) + "==: xxh3:0bf9466eee2ff64f":                                                   "the engine gave no reason",
		"no member " + strings.Repeat("Ab1", 20) + "/" + strings.Repeat("Cd2", 20) + "=":                                                   "no member",
		"open /srv/" + strings.Repeat("directory/", 9) + "File1: no such file":                                                             "open /srv/" + strings.Repeat("directory/", 9) + "File1: no such file",
		"\x1b[31mred\x1b[0m": "red",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q\ngives %q\nwant  %q", text, got, want)
		}
	}
}

// engine is an error as the generated client gives it.
type engine struct{ original *gqlerror.Error }

func (e engine) Unwrap() error              { return e.original }
func (e engine) Extensions() map[string]any { return e.original.Extensions }
func (e engine) Error() string              { return e.original.Message }

func TestClean(t *testing.T) {
	raw := engine{&gqlerror.Error{Message: "failed to make directory content hashed: stat services/web: no such file or directory"}}
	own := errors.New("load xxh3:1234: is our own text")
	err := Clean(fmt.Errorf("service web: %w", raw))
	if got, want := err.Error(), "service web: stat services/web: no such file or directory"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Dagger looks for a GraphQL error by Unwrap alone, and would report its text.
	for next := error(fmt.Errorf("deploy: %w", err)); next != nil; next = errors.Unwrap(next) {
		if _, is := next.(*gqlerror.Error); is { //nolint:errorlint // the chain is walked here
			t.Error("the GraphQL error is still in the chain")
		}
	}
	var found *gqlerror.Error
	if !errors.As(err, &found) || !errors.Is(Clean(fmt.Errorf("%w: %w", raw, context.Canceled)), context.Canceled) {
		t.Error("errors.As or errors.Is does not find the original")
	}
	if Clean(own) != own || Clean(nil) != nil { //nolint:errorlint // the very same is asked for
		t.Error("an error that is not of the engine is changed")
	}
	if again := Clean(fmt.Errorf("deploy: %w", err)); again.Error() != "deploy: "+err.Error() {
		t.Errorf("what is clean is changed: %v", again)
	}
	table := Clean(fmt.Errorf("%w\n\nA: A: B\nsame\nsame\n", raw)).Error()
	if want := "stat services/web: no such file or directory\n\nA: A: B\nsame\nsame\n"; table != want {
		t.Errorf("%q, want our words as they were: %q", table, want)
	}
	run := engine{&gqlerror.Error{Message: "exit code: 4", Extensions: map[string]any{"_type": "EXEC_ERROR", "stdout": "out\n", "stderr": "tar: short read\n"}}}
	if got, want := Clean(fmt.Errorf("service web: %w", run)).Error(), "service web: exit code 4; the end of what it printed:\nout\ntar: short read"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	joined := Clean(errors.Join(own, raw)).Error()
	if want := own.Error() + "\nstat services/web: no such file or directory"; joined != want {
		t.Errorf("%q, want %q", joined, want)
	}
}

func TestTail(t *testing.T) {
	lines := func(name string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%s %d\n", name, i+1)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ stdout, stderr, want string }{
		"nothing":     {"", "\n", ""},
		"short":       {"out\n", "err\n", "out\nerr"},
		"long stdout": {lines("out", 9), "err", "out 7\nout 8\nout 9\nerr"},
		"long stderr": {"out", lines("err", 9), "out\nerr 7\nerr 8\nerr 9"},
		"both long":   {lines("out", 9), lines("err", 9), "out 8\nout 9\nerr 8\nerr 9"},
		"a progress":  {"10 %\r50 %\r100 %\r\ndone\r\n", "\x1b[31mred\x1b[0m", "100 %\ndone\nred"},
	} {
		if got := Tail(c.stdout, c.stderr, 4); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
