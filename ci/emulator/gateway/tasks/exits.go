package tasks

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// exited returns a channel that closes when the process whose id podman wrote to a file is gone. Asking podman for its events
// instead would be one more process, and it tells of an end only after it has cleaned up.
func exited(pidFile string) (<-chan struct{}, error) {
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return nil, err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", pidFile, err)
	}
	gone := make(chan struct{})
	process, err := os.FindProcess(pid) // holds the process itself, not a number that another may have later
	if err != nil {
		close(gone)
		return gone, nil //nolint:nilerr // it has ended already
	}
	go func() {
		defer close(gone)
		for process.Signal(syscall.Signal(0)) == nil {
			time.Sleep(100 * time.Millisecond)
		}
	}()
	return gone, nil
}

// exitCode asks for that of a container whose process is gone. Its monitor writes it down a moment later; `podman wait` would take
// twenty seconds where it has done so before.
func (p *podman) exitCode(ctx context.Context, container string) (int, error) {
	for range 100 {
		out, err := p.run(ctx, nil, "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", container)
		if err != nil {
			return 0, err
		}
		status, code, _ := strings.Cut(out, " ")
		if status == "exited" || status == "stopped" {
			return strconv.Atoi(code)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return 0, fmt.Errorf("podman does not know how %s ended", container)
}
