package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Debian's packages that a build calls, by the program that shows whether they
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
	missing = append(missing, checkGo(s), checkTerraform(ctx, s))
	if s.Providers == "" {
		missing = append(missing, fmt.Errorf("no folder holds %s: set SLIPWAY_PROVIDERS to a Terraform filesystem mirror (terraform providers mirror makes one)", providerSource))
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(s.Cache, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) < minFree {
		missing = append(missing, fmt.Errorf("%s has %d GB free and %d are wanted: set SLIPWAY_CACHE to a larger disk", s.Cache, fs.Bavail*uint64(fs.Bsize)>>30, int64(minFree)>>30))
	}
	if err := errors.Join(missing...); err != nil {
		return fmt.Errorf("%s, and the bare-host engine can't run here:\n%w", os.Getenv("SLIPWAY_ENGINE_REASON"), err)
	}
	return installPackages(ctx)
}

// checkGo compares this host's Go, which the mirror serves as golangRef, with what that name says.
func checkGo(s *Settings) error {
	if _, err := exec.LookPath("go"); err != nil {
		return fmt.Errorf("go is not on PATH: install Go %s", minor(golangRef))
	}
	if err := s.goEnv(); err != nil {
		return err
	}
	if want := minor(golangRef); s.GoVersion != want && !strings.HasPrefix(s.GoVersion, want+".") {
		return fmt.Errorf("go is %s (%s), and %s is needed, as it becomes the image %s: put a Go %s first on PATH", s.GoVersion, s.GoRoot, want, golangRef, want)
	}
	return nil
}

// checkTerraform does the same for Terraform, of which each patch release is a version of its own.
func checkTerraform(ctx context.Context, s *Settings) error {
	_, want, _ := strings.Cut(terraformRef, ":")
	if s.Terraform == "" {
		return fmt.Errorf("terraform is not on PATH: install Terraform %s, or set SLIPWAY_TERRAFORM to the program", want)
	}
	version, err := terraformVersion(ctx, s.Terraform)
	if err != nil {
		return err
	}
	if version != want {
		return fmt.Errorf("terraform is %s (%s), and %s is needed, as it becomes the image %s: set SLIPWAY_TERRAFORM to a Terraform %s", version, s.Terraform, want, terraformRef, want)
	}
	return nil
}

func terraformVersion(ctx context.Context, program string) (string, error) {
	cmd := exec.CommandContext(ctx, program, "version", "-json")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version (SLIPWAY_TERRAFORM names another): %w", program, err)
	}
	var v struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(out[max(0, bytes.IndexByte(out, '{')):], &v); err != nil {
		return "", fmt.Errorf("read the version that %s gives: %w", program, err)
	}
	return v.Version, nil
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
		return fmt.Errorf("SLIPWAY_NO_APT is set and these Debian packages are missing: install them by apt-get install --no-install-recommends %s", strings.Join(want, " "))
	}
	say("these Debian packages, which the build calls, are missing: %s. Installing them as root, by apt-get update and apt-get install --no-install-recommends; SLIPWAY_NO_APT=1 forbids it", strings.Join(want, " "))
	for _, args := range [][]string{{"update", "-qq"}, append([]string{"install", "-y", "-qq", "--no-install-recommends"}, want...)} {
		// On a host that has just started, another apt-get may be at work.
		cmd := exec.CommandContext(ctx, "apt-get", append([]string{"-o", "DPkg::Lock::Timeout=120"}, args...)...)
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
