package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
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

// Two checkouts may want different engines on one host: neither may end the other's calls.
func TestAnEngineIsReplacedBetweenCalls(t *testing.T) {
	s := testSettings(t)
	var done []func()
	for range 2 { // calls do not keep each other out
		unlock, err := inCall(context.Background(), s, unix.LOCK_SH)
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, unlock)
	}
	soon, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := inCall(soon, s, unix.LOCK_EX); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the engine could be replaced beneath two calls: %v", err)
	}
	for _, unlock := range done {
		unlock()
	}
	unlock, err := inCall(context.Background(), s, unix.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
