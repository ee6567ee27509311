package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

const sandboxVerb = "_sandbox"

// A sandbox is a root of its own in mount and pid namespaces of its own: an
// overlay over a Debian root, so that neither that root nor the host changes.
type sandbox struct {
	Lower   string            // the Debian root
	Scratch string            // emptied at every start; takes what is written
	Binds   []bind            // what is laid over it, in this order
	Links   map[string]string // symbolic links to make, by their path inside
	Copies  []string          // host files to be found at the same path inside
	Env     []string          // the whole environment
	Dir     string
	Args    []string // the program and its arguments, as paths inside
}

type bind struct{ From, To string }

// command prepares the program in its sandbox; the caller starts it. It dies with
// the caller unless `detached`.
func (b *sandbox) command(detached bool) (*exec.Cmd, error) {
	spec, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, sandboxVerb, string(spec)) //nolint:noctx // it dies with this program, or is to outlive it
	cmd.Env = []string{}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID}
	if detached {
		cmd.SysProcAttr.Setsid = true
	} else {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
	return cmd, nil
}

// run calls the program and shows its output only where it fails.
func (b *sandbox) run() error {
	cmd, err := b.command(false)
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", b.Args, err, tail(string(out), 40))
	}
	return nil
}

// enterSandbox runs as the first process of the namespaces and becomes Args.
func enterSandbox(args []string) error {
	var b sandbox
	if len(args) != 1 {
		return errors.New("sandbox: one specification is wanted")
	}
	if err := json.Unmarshal([]byte(args[0]), &b); err != nil {
		return fmt.Errorf("sandbox: read the specification: %w", err)
	}
	root, err := b.mountRoot()
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := pivot(root); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := os.Chdir(b.Dir); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := syscall.Exec(b.Args[0], b.Args, b.Env); err != nil {
		return fmt.Errorf("sandbox: start %s: %w", b.Args[0], err)
	}
	return nil
}

func (b *sandbox) mountRoot() (string, error) {
	// From here on nothing that is mounted reaches the host.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return "", fmt.Errorf("make mounts private: %w", err)
	}
	if err := os.RemoveAll(b.Scratch); err != nil {
		return "", fmt.Errorf("empty %s: %w", b.Scratch, err)
	}
	upper, work, root := filepath.Join(b.Scratch, "upper"), filepath.Join(b.Scratch, "work"), filepath.Join(b.Scratch, "root")
	for _, d := range []string{upper, work, root} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return "", err
		}
	}
	overlay := fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", b.Lower, upper, work)
	if err := unix.Mount("overlay", root, "overlay", 0, overlay); err != nil {
		return "", fmt.Errorf("mount an overlay over %s: %w", b.Lower, err)
	}
	for _, c := range b.Copies {
		if raw, err := os.ReadFile(c); err == nil {
			_ = os.Remove(filepath.Join(root, c)) // it may be a link that leads elsewhere
			if err := os.WriteFile(filepath.Join(root, c), raw, 0o644); err != nil {
				return "", err
			}
		}
	}
	if err := unix.Mount("proc", filepath.Join(root, "proc"), "proc", unix.MS_NOSUID|unix.MS_NOEXEC|unix.MS_NODEV, ""); err != nil {
		return "", fmt.Errorf("mount /proc: %w", err)
	}
	for _, tmp := range []string{"run", "tmp"} {
		if err := unix.Mount("tmpfs", filepath.Join(root, tmp), "tmpfs", unix.MS_NOSUID, "mode=1777"); err != nil {
			return "", fmt.Errorf("mount /%s: %w", tmp, err)
		}
	}
	for _, m := range append([]bind{{"/dev", "/dev"}, {"/sys", "/sys"}}, b.Binds...) {
		if err := m.mount(root); err != nil {
			return "", fmt.Errorf("bind %s to %s: %w", m.From, m.To, err)
		}
	}
	for at, to := range b.Links {
		if err := os.Symlink(to, filepath.Join(root, at)); err != nil {
			return "", fmt.Errorf("link %s: %w", at, err)
		}
	}
	return root, nil
}

func (m bind) mount(root string) error {
	target := filepath.Join(root, m.To)
	info, err := os.Stat(m.From)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(target, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(target), 0o755); err == nil {
		err = os.WriteFile(target, nil, 0o755)
	}
	if err != nil {
		return err
	}
	return unix.Mount(m.From, target, "", unix.MS_BIND|unix.MS_REC, "")
}

func pivot(root string) error {
	if err := os.Chdir(root); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("pivot_root: %w", err)
	}
	// The old root now lies over the new one: take it away.
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("leave the host's root: %w", err)
	}
	return os.Chdir("/")
}
