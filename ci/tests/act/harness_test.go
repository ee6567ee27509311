package act

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// harness is a copy of the repository that act runs workflows in, and all that stands in for GitHub and for an account.
type harness struct {
	ctx context.Context
	// checkout is the repository under test, and copy what act and its jobs read: its last commit, with the edits of newHarness.
	checkout, copy string
	// standIns are the actions and programs that take the place of others.
	standIns string
	// work is where all else lies, and act the program.
	work, act string
	hub       *hub
	// accounts are the ports of the emulators that stand in for the account of an environment.
	accounts map[string]int
	// atEnd has something done after all workflows.
	atEnd func(func())
}

// token is what a job gets as its github.token. The stand-in for GitHub takes no other.
const token = "token-of-the-job"

func newHarness(t *testing.T) *harness {
	t.Helper()
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	standIns, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	// What ends a test binary leaves clients of Dagger and the emulator behind: calls end a little before.
	ctx, cancel := context.WithCancel(t.Context())
	if deadline, ok := t.Deadline(); ok {
		ctx, cancel = context.WithDeadline(t.Context(), deadline.Add(-3*time.Minute))
	}
	t.Cleanup(cancel)
	work := t.TempDir()
	h := &harness{
		ctx: ctx, checkout: checkout, standIns: standIns, work: work, copy: filepath.Join(work, "repository"), act: filepath.Join(work, "act"),
		accounts: map[string]int{}, atEnd: t.Cleanup,
	}
	h.must(t, ".", nil, "go", "build", "-o", h.act, "github.com/nektos/act")
	h.must(t, work, nil, "git", "clone", "--quiet", checkout, h.copy)
	if changed := h.must(t, checkout, nil, "git", "status", "--porcelain"); changed != "" {
		t.Logf("act sees the last commit. What is not committed, it does not see:\n%s", changed)
	}
	// The repository of the settings, whose name and branch act reads from here.
	h.must(t, h.copy, nil, "git", "remote", "set-url", "origin", "https://github.com/"+repository)
	h.must(t, h.copy, nil, "git", "checkout", "--quiet", "-B", "main")
	// act 0.2.89 does not know this key of GitHub's yet, and refuses the workflow.
	h.edit(t, ".github/workflows/environment.yml", "      queue: max\n", "")
	h.edit(t, "CHANGELOG.md", "# Changelog\n", "# Changelog\n\n## "+version+" - 2026-12-01\n\n"+notes+"\n\n## Before it\n")
	h.must(t, h.copy, nil, "git", "-c", "user.name=act", "-c", "user.email=act@example.com", "commit", "--quiet", "--all", "--message", "Make it a release that act can read")
	h.hub = newHub(t)
	return h
}

// edit changes a file of the copy. It fails where the text is not there once.
func (h *harness) edit(t *testing.T, path, from, to string) {
	t.Helper()
	path = filepath.Join(h.copy, path)
	text := read(t, path)
	if n := strings.Count(text, from); n != 1 {
		t.Fatalf("%s has %q %d times, and this edit is for one: adapt or remove it", path, from, n)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command is ended as a person would end it, so that Dagger's client can say goodbye to its engine.
func (h *harness) command(dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(h.ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 2 * time.Minute
	return cmd
}

// must returns what a command prints, and ends the test where it fails.
func (h *harness) must(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := h.command(dir, env, name, args...)
	var out, reason bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &reason
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, end(reason.String()))
	}
	return out.String()
}

// end is the last part of a long log, without the lines about defaults that Dagger ends it with.
func end(log string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(strings.TrimSpace(log), "\n"), func(line string) bool { return strings.Contains(line, "user default: ") })
	return strings.Join(lines[max(0, len(lines)-60):], "")
}
