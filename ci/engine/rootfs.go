package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// sourceDate is the time of every file that we make, so that the same packages
// give the same digest.
const sourceDate = 1700000000

// The Debian roots: what the engine stands on, what Go and C are built in, what
// Python runs in, and the smallest that can speak TLS.
var debianRoots = map[string]debianRoot{
	"root-engine": {packages: []string{"ca-certificates", "dnsmasq-base", "git", "iptables", "libseccomp2", "openssh-client", "pigz", "tini"}},
	"root-build":  {packages: []string{"ca-certificates", "gcc", "git", "libc6-dev", "libseccomp-dev", "openssh-client", "pkg-config", "tzdata"}},
	"root-python": {packages: []string{"ca-certificates", "netbase", "python3-gdbm", "python" + minor(pythonRef) + "-venv", "tzdata"}, setup: "python.sh"},
	"root-slim":   {packages: []string{"ca-certificates"}},
}

type debianRoot struct {
	packages []string
	setup    string // a script of this folder that runs inside the root at its end
}

// Nothing reads manuals and translations in a container.
var leftOut = []string{"/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/man/*"}

// rootArtefact makes rootfs.tar (an image's layer) and rootfs/ (the same, laid out).
func rootArtefact(s *Settings, name string) (*artefact, error) {
	sources := []string{filepath.Join(s.Source, "rootfs.go")}
	if script := debianRoots[name].setup; script != "" {
		sources = append(sources, filepath.Join(s.Source, script))
	}
	recipe, err := hashTree(sources...)
	if err != nil {
		return nil, err
	}
	return &artefact{
		name:  name,
		key:   append([]string{debianSuite, recipe}, debianRoots[name].packages...),
		build: func(ctx context.Context, dir string) error { return buildRoot(ctx, s, debianRoots[name], dir) },
	}, nil
}

func buildRoot(ctx context.Context, s *Settings, root debianRoot, dir string) error {
	packed := filepath.Join(dir, "rootfs.tar")
	args := []string{"--variant=minbase", "--quiet", "--include=" + strings.Join(root.packages, ","),
		// Without these two, a tool that merges /usr is installed, and all of Perl with it.
		"--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", "--include=usr-is-merged"}
	if root.setup != "" {
		args = append(args, `--customize-hook=chroot "$1" sh -eu <"$SLIPWAY_SETUP"`)
	}
	for _, path := range leftOut {
		args = append(args, "--dpkgopt=path-exclude="+path)
	}
	args = append(args, debianSuite, packed)
	args = append(args, hostSources(ctx)...)
	cmd := exec.CommandContext(ctx, "mmdebstrap", args...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", sourceDate), "SLIPWAY_SETUP="+filepath.Join(s.Source, root.setup), "PYTHON="+minor(pythonRef))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mmdebstrap: %w\n%s", err, tail(string(out), 30))
	}
	unpacked := filepath.Join(dir, "rootfs")
	if err := os.Mkdir(unpacked, 0o755); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, "tar", "--numeric-owner", "-xpf", packed, "-C", unpacked).CombinedOutput(); err != nil {
		return fmt.Errorf("lay out %s: %w\n%s", packed, err, out)
	}
	return nil
}

// hostSources repeats the host's own Debian sources for the suite, so that a host
// with a mirror of its own is served by it. None leaves mmdebstrap's default.
func hostSources(ctx context.Context) []string {
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets",
		"--format", "$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(COMPONENT)|$(SIGNED_BY)", "Created-By: Packages").Output()
	if err != nil {
		return nil
	}
	lines := map[string]bool{}
	for _, line := range strings.Split(string(out), "\n") {
		f := strings.Split(line, "|")
		if len(f) != 5 || f[0] != "Debian" || !strings.HasPrefix(f[1], debianSuite) || f[3] != "main" {
			continue
		}
		options := ""
		if f[4] != "" && !strings.HasPrefix(f[4], "$") { // older apt leaves the name unfilled
			options = "[signed-by=" + f[4] + "] "
		}
		lines["deb "+options+f[2]+" "+f[1]+" main"] = true
	}
	var sources []string
	for l := range lines {
		sources = append(sources, l)
	}
	sort.Strings(sources)
	return sources
}
