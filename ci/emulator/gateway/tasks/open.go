package tasks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// address is where a task finds its metadata, its role's keys and, here, AWS: the one address from which SDKs take keys.
const address = "169.254.170.2"

// Modes of --tasks.
const (
	Real      = "real"
	Simulated = "simulated"
	Auto      = "auto"
)

// programs are what a runner calls, with the Debian package of each.
var programs = map[string]string{
	"podman": "podman", "runc": "runc", "conmon": "conmon", "netavark": "netavark", "iptables": "iptables", "ip": "iproute2",
	"catatonit": "catatonit",
}

// Open returns a runner when the mode asks for one and tasks can run here. Otherwise it says why they can't, which is an error
// only where the mode is Real.
func Open(ctx context.Context, mode, folder string) (*Runner, string, error) {
	switch mode {
	case Simulated:
		return nil, "not asked for: SLIPWAY_TASKS=auto runs them where podman can", nil
	case Real, Auto:
	default:
		return nil, "", fmt.Errorf("--tasks %q is none of %s, %s, %s", mode, Real, Simulated, Auto)
	}
	r, err := open(ctx, folder)
	switch {
	case err == nil:
		return r, "", nil
	case mode == Real:
		return nil, "", fmt.Errorf("tasks can't run here: %w; or start with --tasks simulated", err)
	}
	return nil, err.Error(), nil
}

func open(ctx context.Context, folder string) (*Runner, error) {
	if os.Getuid() != 0 {
		return nil, errors.New("this is not root: run the emulator as root, in a container with all capabilities")
	}
	var missing []string
	for program, from := range programs {
		if _, err := lookPath(program); err != nil {
			missing = append(missing, from)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("programs are missing: apt-get install %s", strings.Join(slices.Sorted(slices.Values(missing)), " "))
	}
	folder, err := ownFolder(folder)
	if err != nil {
		return nil, err
	}
	p, err := newPodman(folder, address)
	if err != nil {
		return nil, err
	}
	r := newRunner(p)
	if err := r.prove(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// ownFolder makes one that can be deleted at the end, in the folder that was named. That one may be entered: PostgreSQL has a folder
// there too, and is not root.
func ownFolder(in string) (string, error) {
	if in == "" {
		in = os.TempDir()
	}
	if err := os.MkdirAll(in, 0o711); err != nil {
		return "", fmt.Errorf("make the folder for containers: %w; name another with --tasks-data", err)
	}
	made, err := os.MkdirTemp(in, "tasks-")
	if err != nil {
		return "", fmt.Errorf("make a folder for containers: %w; name another with --tasks-data", err)
	}
	return made, nil
}

// lookPath also finds netavark, which Debian keeps among podman's own programs.
func lookPath(program string) (string, error) {
	if program == "netavark" {
		return exec.LookPath("/usr/lib/podman/netavark")
	}
	return exec.LookPath(program)
}

// prove runs a pod, which needs all that a task does: mounts, a network, cgroups. Then it takes the address at which tasks find us.
func (r *Runner) prove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	began := time.Now()
	const name = "slipway-probe"
	steps := [][]string{
		// A network of documentation's own, which no VPC has.
		{"network", "create", "--disable-dns", "--subnet", "192.0.2.0/29", name},
		{"pod", "create", "--name", name, "--share", "net", "--network", name},
		{"pod", "start", name},
		{"pod", "rm", "--force", "--time", "0", name},
		{"network", "rm", name},
	}
	for _, step := range steps {
		if _, err := r.podman.run(ctx, nil, step...); err != nil {
			return fmt.Errorf("podman %s: %w; give the emulator's container all capabilities, and a folder that is no overlay in --tasks-data",
				strings.Join(step[:2], " "), err)
		}
	}
	if out, err := exec.CommandContext(ctx, "ip", "address", "replace", address+"/32", "dev", "lo").CombinedOutput(); err != nil {
		return fmt.Errorf("take the address %s: %w: %s", address, err, strings.TrimSpace(string(out)))
	}
	listener, err := net.Listen("tcp", address+":80")
	if err != nil {
		return fmt.Errorf("listen where tasks look for their metadata: %w; another emulator on this machine may have it", err)
	}
	r.listener = listener
	slog.Info("tasks run as containers", "probe", time.Since(began).Round(time.Millisecond).String())
	return nil
}
