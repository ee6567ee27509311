package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Debian's packages that a build calls, by the program that tells whether they
// are there. They are installed when missing, unless SLIPWAY_NO_APT is set.
var buildPackages = map[string]string{
	"mmdebstrap": "mmdebstrap",
}

// minFree is what a full build and a few deploys take, in bytes.
const minFree = 12 << 30

// preflight names everything that is missing at once, before anything is built.
func preflight(ctx context.Context, s *Settings) error {
	var missing []error
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		missing = append(missing, fmt.Errorf("this host is %s/%s: linux/amd64 is wanted", runtime.GOOS, runtime.GOARCH))
	}
	if os.Geteuid() != 0 {
		missing = append(missing, errors.New("not root: the engine needs mounts, namespaces and a bridge, so start it as root"))
	}
	filesystems, _ := os.ReadFile("/proc/filesystems")
	if !strings.Contains(string(filesystems), "\toverlay\n") {
		missing = append(missing, errors.New("the kernel has no overlayfs: load the module overlay"))
	}
	for _, ns := range []string{"mnt", "pid", "net", "ipc", "uts"} {
		if _, err := os.Stat("/proc/self/ns/" + ns); err != nil {
			missing = append(missing, fmt.Errorf("the kernel has no %s namespaces", ns))
		}
	}
	if _, err := exec.LookPath("go"); err != nil {
		missing = append(missing, errors.New("go is not on PATH: install Go 1.26 or newer"))
	} else if err := s.goEnv(); err != nil {
		missing = append(missing, err)
	}
	if s.Terraform == "" {
		missing = append(missing, errors.New("terraform is not on PATH: install it, or set SLIPWAY_TERRAFORM to the program"))
	}
	if s.Providers == "" {
		missing = append(missing, fmt.Errorf("no folder holds %s: set SLIPWAY_PROVIDERS to a Terraform filesystem mirror (terraform providers mirror makes one)", providerSource))
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(s.Cache, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) < minFree {
		missing = append(missing, fmt.Errorf("%s has %d GB free and %d are wanted: set SLIPWAY_CACHE to a larger disk", s.Cache, fs.Bavail*uint64(fs.Bsize)>>30, int64(minFree)>>30))
	}
	if len(missing) > 0 {
		return fmt.Errorf("this host has no container runtime, and can't run the bare-host engine:\n%w", errors.Join(missing...))
	}
	return installPackages(ctx)
}

func installPackages(ctx context.Context) error {
	var want []string
	for program, pkg := range buildPackages {
		if _, err := exec.LookPath(program); err != nil {
			want = append(want, pkg)
		}
	}
	if len(want) == 0 {
		return nil
	}
	if os.Getenv("SLIPWAY_NO_APT") != "" {
		return fmt.Errorf("SLIPWAY_NO_APT is set and these Debian packages are missing: %s", strings.Join(want, " "))
	}
	say("installing Debian packages that the build calls: %s", strings.Join(want, " "))
	for _, args := range [][]string{{"update", "-qq"}, append([]string{"install", "-y", "-qq", "--no-install-recommends"}, want...)} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			// A third party's list that can't be fetched does not stop Debian's own.
			if args[0] == "update" {
				continue
			}
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}
