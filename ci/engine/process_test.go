package main

import (
	"fmt"
	"os"
	"testing"
)

func testSettings(t *testing.T) *Settings {
	t.Helper()
	s := &Settings{Cache: t.TempDir()}
	if err := os.MkdirAll(s.runDir(), 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRunningPid(t *testing.T) {
	s := testSettings(t)
	if err := writePid(s, "engine", os.Getpid()); err != nil {
		t.Fatal(err)
	}
	if got := runningPid(s, "engine"); got != os.Getpid() {
		t.Errorf("a process that runs: got %d", got)
	}
}

// After a restart of the host another program may have the pid: it must not be taken for the engine, and so not be ended.
func TestRunningPidKnowsAnotherProcess(t *testing.T) {
	s := testSettings(t)
	if err := os.WriteFile(pidFile(s, "engine"), fmt.Appendf(nil, "%d 1\n", os.Getpid()), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := runningPid(s, "engine"); got != 0 {
		t.Errorf("took pid %d for the engine", got)
	}
}

func TestArtefactDigestFollowsWhatItNeeds(t *testing.T) {
	root := &artefact{name: "root", key: []string{"bookworm"}}
	tools := &artefact{name: "tools", key: []string{"v1"}, needs: []*artefact{root}}
	before := tools.digest()
	root.key = []string{"trixie"}
	if tools.digest() == before {
		t.Error("tools are not built anew on another root")
	}
}
