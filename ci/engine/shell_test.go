package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A checkout holds the shell scripts of this repository, and in bin the programs that they meet: at first no dagger, and no
// container runtime that answers.
type checkout struct {
	t   *testing.T
	dir string
}

const launcher = `echo "launcher: $*, as $SLIPWAY_ENGINE_REASON, closed within $_EXPERIMENTAL_DAGGER_SHUTDOWN_TIMEOUT"`

func newCheckout(t *testing.T) checkout {
	t.Helper()
	c := checkout{t, t.TempDir()}
	for _, dir := range []string{"bin", "ci/engine"} {
		if err := os.MkdirAll(filepath.Join(c.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"dagger", "check.sh"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(c.dir, "ci", name), text, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c.write("dagger.json", "{\n  \"engineVersion\": \"v0.21.8\",\n}\n")
	c.has("ci/engine/launch.sh", launcher)
	for _, name := range []string{"docker", "podman", "nerdctl"} {
		c.has("bin/"+name, "exit 1")
	}
	return c
}

func (c checkout) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// has makes a program.
func (c checkout) has(name, text string) { script(c.t, filepath.Join(c.dir, name), text) }

// dagger puts one of a version on PATH. It keeps the query that it is asked.
func (c checkout) dagger(version string) {
	c.has("bin/dagger", `case $1 in version) echo "dagger `+version+` (image://x) darwin/arm64" ;;
--progress=plain) echo "$*" >>"$0.log"; cat >>"$0.log"; echo "progress $NOISE" >&2; cat "$ANSWER"; exit "${CODE:-0}" ;;
*) echo "dagger: $*" ;; esac`)
}

func (c checkout) command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.dir, "ci/dagger"), args...)
	cmd.Env = append([]string{"PATH=" + filepath.Join(c.dir, "bin") + ":/usr/bin:/bin", "HOME=" + c.dir, "ANSWER=" + filepath.Join(c.dir, "answer")}, env...)
	return cmd
}

func (c checkout) run(env []string, args ...string) (string, error) {
	c.t.Helper()
	out, err := c.command(env, args...).CombinedOutput()
	return string(out), err
}

func TestChooser(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(checkout)
		env  []string
		args []string
		want string
	}{
		"no dagger":             {func(checkout) {}, nil, []string{"call", "x y"}, "launcher: call x y, as no dagger is on PATH, v0.21.8 is wanted"},
		"another version":       {func(c checkout) { c.dagger("v0.20.3") }, nil, []string{"version"}, "as this dagger is v0.20.3, v0.21.8 is wanted"},
		"one that says nothing": {func(c checkout) { c.has("bin/dagger", "exit 1") }, nil, nil, "as this dagger is of an unknown version, v0.21.8 is wanted"},
		"no runtime":            {func(c checkout) { c.dagger("v0.21.8") }, nil, nil, "as dagger v0.21.8 is here, but no container runtime answers (docker, podman and nerdctl were asked)"},
		"a time to close":       {func(checkout) {}, nil, []string{"call"}, "closed within 1m\n"},
		"a time of one's own":   {func(checkout) {}, []string{"_EXPERIMENTAL_DAGGER_SHUTDOWN_TIMEOUT=2m"}, []string{"call"}, "closed within 2m\n"},
		"a runner of its own":   {func(c checkout) { c.dagger("v0.21.8") }, []string{"_EXPERIMENTAL_DAGGER_RUNNER_HOST=tcp://x"}, []string{"call"}, "dagger: call\n"},
		"the last runtime":      {func(c checkout) { c.dagger("v0.21.8"); c.has("bin/nerdctl", "exit 0") }, nil, []string{"call"}, "dagger: call\n"},
		"the engine's verbs":    {func(c checkout) { c.dagger("v0.21.8"); c.has("bin/docker", "exit 0") }, nil, []string{"engine", "status"}, "launcher: engine status"},
		"options of check":      {func(c checkout) { c.dagger("v0.21.8"); c.has("bin/docker", "exit 0") }, nil, []string{"check", "-l"}, "dagger: check -l\n"},
		"itself, by a link": {func(c checkout) {
			if err := os.Symlink("../ci/dagger", filepath.Join(c.dir, "bin/dagger")); err != nil {
				c.t.Fatal(err)
			}
		}, nil, []string{"call"}, "launcher: call, as no dagger is on PATH"},
		"a runtime that hangs": {func(c checkout) {
			c.dagger("v0.21.8")
			c.has("bin/docker", "exec /bin/sleep 600")
			c.has("bin/sleep", "exit 0") // ten seconds pass at once
		}, nil, []string{"call"}, "launcher: call, as dagger v0.21.8 is here, but no container runtime answers"},
	} {
		t.Run(name, func(t *testing.T) {
			checkout := newCheckout(t)
			c.set(checkout)
			out, err := checkout.run(c.env, c.args...)
			if err != nil || !strings.Contains(out, c.want) {
				t.Errorf("got %v and %q, want %q", err, out, c.want)
			}
		})
	}
}

func answer(checks ...string) string {
	var items []string
	for _, check := range checks {
		name, passed, _ := strings.Cut(check, " ")
		passed, reason, _ := strings.Cut(passed, " ")
		items = append(items, fmt.Sprintf("        {\n            \"name\": %q,\n            \"passed\": %s,\n            \"reason\": %q\n        }", name, passed, reason))
	}
	return "{\n    \"run\": [\n" + strings.Join(items, ",\n") + "\n    ]\n}\n"
}

func TestLaunchSaysWhyItCannot(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it is asked of a Linux host that has other programs")
	}
	for name, c := range map[string]struct{ uname, id, want string }{
		"macOS":   {"Darwin arm64", "0", "this host is Darwin arm64, and it needs Linux x86_64"},
		"no root": {"Linux x86_64", "1000", "it needs root for mounts, namespaces and a bridge"},
		"no go":   {"Linux x86_64", "0", "no go is on PATH to build it"},
	} {
		t.Run(name, func(t *testing.T) {
			checkout := newCheckout(t)
			checkout.dagger("v0.20.3")
			text, err := os.ReadFile("launch.sh")
			if err != nil {
				t.Fatal(err)
			}
			checkout.write("ci/engine/launch.sh", string(text))
			checkout.has("bin/uname", "echo "+c.uname)
			checkout.has("bin/id", "echo "+c.id)
			out, err := checkout.run(nil, "call")
			want := "ci/dagger: this dagger is v0.20.3, v0.21.8 is wanted"
			if err == nil || !strings.Contains(out, want) || !strings.Contains(out, c.want) || !strings.Contains(out, "Install dagger v0.21.8") {
				t.Errorf("got %v and %q, want %q and %q", err, out, want, c.want)
			}
		})
	}
}
