package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// Of what failed, the dagger CLI alone has spoken: any other command's end is told here, with its exit code kept out of ours.
func TestExitCode(t *testing.T) {
	failed := exec.Command("sh", "-c", "exit 100").Run()
	for name, c := range map[string]struct {
		err  error
		code int
		says string
	}{
		"nothing failed":       {nil, 0, ""},
		"dagger failed":        {daggerEnded(7), 7, ""},
		"dagger was not there": {fmt.Errorf("run dagger: %w", errors.New("no such file")), 1, "ci/dagger: run dagger: no such file\n"},
		"a package manager":    {fmt.Errorf("apt-get install: %w\nCould not get lock", failed), 1, "ci/dagger: apt-get install: exit status 100\nCould not get lock\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var said strings.Builder
			if code := exitCode(&said, c.err); code != c.code || said.String() != c.says {
				t.Errorf("got %d and %q, want %d and %q", code, said.String(), c.code, c.says)
			}
		})
	}
}
