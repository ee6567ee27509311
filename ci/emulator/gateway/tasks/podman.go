package tasks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// podman runs the podman command with a configuration of the emulator's own, so that nothing of the host's counts.
type podman struct {
	folder string
	// ulimits are those of a container whose definition says nothing of them, as SOFT:HARD.
	ulimits map[string]string
	// busy bounds how many run side by side: each takes a core for a moment.
	busy chan struct{}
}

// Docker's defaults, which an instance of ECS has, where podman's differ.
const configuration = `[containers]
default_capabilities = ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
  "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]
default_ulimits = [%q, %q]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[network]
network_backend = "netavark"
`

// ECR's host names lead to the gateway's own registry.
const registries = `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "*.amazonaws.com"
location = "%s"
insecure = true
`

const storage = `[storage]
driver = "overlay"
graphroot = "%[1]s/storage"
runroot = "%[1]s/run"
`

// newPodman writes the configuration below folder.
func newPodman(folder, registry string) (*podman, error) {
	ulimits, err := defaultUlimits()
	if err != nil {
		return nil, fmt.Errorf("read the limits of this process: %w", err)
	}
	for name, text := range map[string]string{
		"containers.conf": fmt.Sprintf(configuration, "nofile="+ulimits["nofile"], "nproc="+ulimits["nproc"]),
		"registries.conf": fmt.Sprintf(registries, registry),
		"storage.conf":    fmt.Sprintf(storage, folder),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("configure podman: %w; choose a writable folder with --tasks-data", err)
		}
	}
	return &podman{folder: folder, ulimits: ulimits, busy: make(chan struct{}, 4)}, nil
}

// defaultUlimits are those of an instance of ECS, as far as this process may set them. podman, too, has its processes bounded by
// the number of process ids, whose default this is.
func defaultUlimits() (map[string]string, error) {
	const processes = 6 // RLIMIT_NPROC, which syscall does not name
	var file, process syscall.Rlimit
	if err := errors.Join(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &file), syscall.Getrlimit(processes, &process)); err != nil {
		return nil, err
	}
	most := min(32768, process.Max)
	return map[string]string{
		"nofile": fmt.Sprintf("%d:%d", min(32768, file.Max), min(65536, file.Max)), "nproc": fmt.Sprintf("%d:%d", most, most),
	}, nil
}

// command is podman with these arguments; env is added to its environment.
func (p *podman) command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	args = append([]string{"--network-config-dir", p.folder + "/networks", "--tmpdir", p.folder + "/tmp"}, args...)
	cmd := exec.CommandContext(ctx, "podman", args...)
	direct := strings.TrimPrefix(os.Getenv("NO_PROXY")+","+address, ",")
	cmd.Env = append(os.Environ(),
		"CONTAINERS_CONF="+p.folder+"/containers.conf", "CONTAINERS_REGISTRIES_CONF="+p.folder+"/registries.conf",
		"CONTAINERS_STORAGE_CONF="+p.folder+"/storage.conf",
		// The runner itself asks for a container's health: there is no systemd for podman's timers.
		"DISABLE_HC_SYSTEMD=true",
		// No proxy reaches our own registry.
		"NO_PROXY="+direct, "no_proxy="+direct,
	)
	cmd.Env = append(cmd.Env, env...)
	cmd.Dir = p.folder // where the monitor of a container that ran out of memory leaves a file
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run returns what podman printed. The error is podman's own text.
func (p *podman) run(ctx context.Context, env []string, args ...string) (string, error) {
	select {
	case p.busy <- struct{}{}:
		defer func() { <-p.busy }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return p.waits(ctx, env, args...)
}

// waits is run for what takes its time without work, such as a stop.
func (p *podman) waits(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := p.command(ctx, env, args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		if text := complaint(problems.String()); text != "" {
			return "", errors.New(text)
		}
		return "", fmt.Errorf("podman %s: %w", args[0], err)
	}
	return strings.TrimSpace(out.String()), nil
}

// complaint is the line in which podman says what went wrong, without what it tells of its own doing.
func complaint(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, l := range lines {
		if after, found := strings.CutPrefix(l, "Error: "); found {
			return after
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
