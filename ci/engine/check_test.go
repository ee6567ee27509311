package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckCounts(t *testing.T) {
	leak := "SLIPCANARY" + strings.Repeat("A", 26) // put together here: the checks search the engine's files, this source among them
	for name, c := range map[string]struct {
		answer string
		env    []string
		args   []string
		fails  bool
		want   string
	}{
		"all pass": {answer("slipway:test true", "tests:units true"), nil, nil, false, "\n2 passed, 0 failed, 1 skipped\n"},
		"two fail": {answer("slipway:test false catalog: exit 1", "tests:units true", "tests:deploys false a destroy: it 'hangs'"), nil, nil, true,
			"\nfailed: slipway:test: catalog: exit 1\nfailed: tests:deploys: a destroy: it 'hangs'\n1 passed, 2 failed, 1 skipped\n"},
		"named": {answer("tests:units true"), nil, []string{"units"}, false, "\n1 passed, 0 failed\n"},
		"named, and one of them unknown": {answer("tests:units true"), nil, []string{"units", "scam"}, true,
			"\nfailed: scam: there is no such check, see ci/dagger check -l\n1 passed, 1 failed\n"},
		"none of that name":     {answer(), nil, []string{"unit"}, true, "\nfailed: unit: there is no such check, see ci/dagger check -l\n0 passed, 1 failed\n"},
		"a module is not there": {answer("tests:units true"), nil, nil, true, "failed: slipway: it has no checks\n1 passed, 1 failed, 1 skipped\n"},
		"no answer":             {"", []string{"CODE=1"}, nil, true, "failed: the engine, which gave no answer: see above\n"},
		"an answer, and a session that was slow to end": {answer("slipway:test true", "tests:units true"), []string{"CODE=1"}, nil, false,
			"\n2 passed, 0 failed, 1 skipped\n"},
		"a secret in the output": {answer("slipway:test true", "tests:units false see above"), []string{"NOISE=" + leak}, nil, true,
			"failed: tests:units: see above\nfailed: secrets: one that the tests planted stands in the output\n1 passed, 2 failed\n"},
		"no name": {answer(), nil, []string{`x"]) { id } }`}, true, "is not the name of a check"},
	} {
		t.Run(name, func(t *testing.T) {
			checkout := newCheckout(t)
			checkout.dagger("v0.21.8")
			checkout.has("bin/docker", "exit 0")
			checkout.write("answer", c.answer)
			out, err := checkout.run(c.env, append([]string{"check"}, c.args...)...)
			if (err != nil) != c.fails || !strings.HasSuffix(out, strings.TrimPrefix(c.want, "\n")) && !strings.Contains(out, c.want) {
				t.Errorf("got %v and %q, want %q", err, out, c.want)
			}
		})
	}
}

// What is asked of the engine.
func TestCheckAsks(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"all":   {nil, "{ run { name passed reason } }"},
		"named": {[]string{"units", "te*"}, `{ run(names: ["units", "te*"]) { name passed reason } }`},
	} {
		t.Run(name, func(t *testing.T) {
			checkout := newCheckout(t)
			checkout.dagger("v0.21.8")
			checkout.has("bin/docker", "exit 0")
			checkout.write("answer", answer("slipway:test true", "tests:units true"))
			if out, err := checkout.run(nil, append([]string{"check"}, c.args...)...); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			log, err := os.ReadFile(filepath.Join(checkout.dir, "bin/dagger.log"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(string(log), "query -m "+filepath.Join(checkout.dir, "ci/tests")); got != 1 {
				t.Errorf("asked %d times, want once:\n%s", got, log)
			}
			if !strings.Contains(string(log), c.want) {
				t.Errorf("%q was not asked in %s", c.want, log)
			}
		})
	}
}

// Who waits for the checks reads each line when it is said.
func TestCheckShowsProgressAsItComes(t *testing.T) {
	checkout := newCheckout(t)
	checkout.write("answer", answer("slipway:test true", "tests:units true"))
	checkout.has("ci/engine/launch.sh", `case $1 in --progress=logs) echo begun >&2
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e read ] && cat "$ANSWER" && exit; sleep 1; done; exit 1 ;; esac`)
	cmd := checkout.command(nil, "check")
	cmd.Dir = checkout.dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "begun\n" {
		t.Errorf("got %v and %q", err, line)
	}
	checkout.write("read", "")
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		t.Errorf("no line was shown while the checks ran: %v", err)
	}
}

// On a bare host the engine's files are searched, too.
func TestCheckSearchesTheBareHost(t *testing.T) {
	for search, want := range map[string]string{
		"0": "\n3 passed, 0 failed\n",
		"1": "failed: secrets: one that the tests planted stands in the engine's files\n2 passed, 1 failed\n",
	} {
		checkout := newCheckout(t)
		checkout.has("ci/engine/launch.sh", `case $1 in --progress=logs) cat "$ANSWER" ;; engine) echo "searched: $3" | grep -q SLIPCANARY && exit "$SEARCH" ;; esac`)
		checkout.write("answer", answer("slipway:test true", "tests:units true"))
		out, err := checkout.run([]string{"SEARCH=" + search}, "check")
		if (err != nil) != (search == "1") || !strings.HasSuffix("\n"+out, want) {
			t.Errorf("got %v and %q, want %q", err, out, want)
		}
	}
}
