package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// lock is held while an engine is built, started or stopped.
func lock(ctx context.Context, s *Settings) (unlock func(), err error) {
	return hold(ctx, filepath.Join(s.Cache, "lock"), unix.LOCK_EX, "another call is starting the engine: waiting for it")
}

// inCall is held, by several at once, while calls run in the engine; who replaces an engine that works waits for them.
func inCall(ctx context.Context, s *Settings, how int) (unlock func(), err error) {
	return hold(ctx, filepath.Join(s.Cache, "calls"), how, "another checkout's engine is at work: waiting for its calls to end, then this checkout's is started")
}

// hold takes a lock on a file; it says so once when it has to wait.
func hold(ctx context.Context, file string, how int, waiting string) (unlock func(), err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, err
	}
	told := false
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if !told {
			say("%s", waiting)
			told = true
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// engineRuns tells whether an engine of this very recipe answers.
func engineRuns(s *Settings, key string) bool {
	raw, err := os.ReadFile(filepath.Join(s.runDir(), "engine.key"))
	return err == nil && string(raw) == key && alive(s, "engine") && dials(s.socket())
}

func dials(socket string) bool {
	c, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// A pid file holds the pid and the time at which the process started, so that
// another process that got the same number later is not taken for ours.
func pidFile(s *Settings, name string) string { return filepath.Join(s.runDir(), name+".pid") }

func writePid(s *Settings, name string, pid int) error {
	began, err := startTime(pid)
	if err != nil {
		return fmt.Errorf("the %s ended at once: %w", name, err)
	}
	return os.WriteFile(pidFile(s, name), fmt.Appendf(nil, "%d %s\n", pid, began), 0o644)
}

// runningPid is 0 where the process is gone.
func runningPid(s *Settings, name string) int {
	raw, err := os.ReadFile(pidFile(s, name))
	if err != nil {
		return 0
	}
	f := strings.Fields(string(raw))
	if len(f) != 2 {
		return 0
	}
	pid, err := strconv.Atoi(f[0])
	if err != nil {
		return 0
	}
	if began, err := startTime(pid); err != nil || began != f[1] {
		return 0
	}
	return pid
}

func alive(s *Settings, name string) bool { return runningPid(s, name) != 0 }

// startTime reads field 22 of /proc/PID/stat; a zombie counts as gone.
func startTime(pid int) (string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", err
	}
	// The program's name, in parentheses, may hold blanks.
	f := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(f) < 20 || f[0] == "Z" {
		return "", os.ErrProcessDone
	}
	return f[19], nil
}

// end asks a process of ours to stop, and after the grace makes it.
func end(s *Settings, name string, grace time.Duration) error {
	pid := runningPid(s, name)
	if pid == 0 {
		_ = os.Remove(pidFile(s, name))
		return nil
	}
	if err := unix.Kill(pid, unix.SIGTERM); err != nil {
		return fmt.Errorf("stop the %s, pid %d: %w", name, pid, err)
	}
	ended := func() bool { return !alive(s, name) }
	if !waitFor(min(grace, 10*time.Second), ended) {
		say("waiting for the %s to end", name)
	}
	if !waitFor(grace, ended) {
		_ = unix.Kill(pid, unix.SIGKILL)
		if !waitFor(10*time.Second, ended) {
			return fmt.Errorf("the %s, pid %d, does not end", name, pid)
		}
	}
	if err := os.Remove(pidFile(s, name)); !errors.Is(err, fs.ErrNotExist) { // a call beside this one may have been first
		return err
	}
	return nil
}

// waitFor polls until it holds or the time is over.
func waitFor(limit time.Duration, holds func() bool) bool {
	deadline := time.Now().Add(limit)
	for !holds() {
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(20 * time.Millisecond)
	}
	return true
}

// bridgeInUse tells whether another engine's containers or DNS hang on the bridge.
func bridgeInUse() bool {
	ports, _ := os.ReadDir("/sys/class/net/" + engineBridge + "/brif")
	return len(ports) > 0
}
