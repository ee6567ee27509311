package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// toolsArtefact builds what the engine calls beside itself: the CNI plugins, and
// runc with seccomp, which needs the libseccomp that it will meet.
func toolsArtefact(s *Settings, root *artefact) (*artefact, error) {
	recipe, err := hashTree(filepath.Join(s.Source, "tools.go"))
	if err != nil {
		return nil, err
	}
	return &artefact{
		name:  "tools",
		key:   []string{cniVersion, runcVersion, s.GoVersion, recipe},
		needs: []*artefact{root},
		build: func(_ context.Context, dir string) error { return buildTools(s, root.dir(s), dir) },
	}, nil
}

func buildTools(s *Settings, root, dir string) error {
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		return err
	}
	// Outside of any module, the checksum database vouches for each of these.
	install := func(env []string, tags string, packages ...string) error {
		args := append([]string{"/usr/local/go/bin/go", "install", "-trimpath", quick, "-tags", tags, "-ldflags", "-s -w"}, packages...)
		return s.inBuildRoot(root, dir, append(env, "GOBIN="+bin, quickGC), []bind{{bin, bin}}, args)
	}
	var plugins []string
	for _, p := range []string{"main/bridge", "main/loopback", "meta/firewall", "ipam/host-local"} {
		plugins = append(plugins, "github.com/containernetworking/plugins/plugins/"+p+"@"+cniVersion)
	}
	if err := install([]string{"CGO_ENABLED=0"}, "", plugins...); err != nil {
		return fmt.Errorf("CNI plugins %s: %w", cniVersion, err)
	}
	if err := install([]string{"CGO_ENABLED=1"}, "seccomp", "github.com/opencontainers/runc@"+runcVersion); err != nil {
		return fmt.Errorf("runc %s: %w", runcVersion, err)
	}
	return os.RemoveAll(filepath.Join(dir, "scratch"))
}

// inBuildRoot calls a program in the Debian root for builds, with Go at
// /usr/local/go, and the host's module and build caches.
func (s *Settings) inBuildRoot(root, dir string, env []string, binds []bind, args []string) error {
	modules, err := goEnvValue("GOMODCACHE")
	if err != nil {
		return err
	}
	cache, err := goEnvValue("GOCACHE")
	if err != nil {
		return err
	}
	for _, d := range []string{modules, cache} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	proxy, err := goEnvValue("GOPROXY")
	if err != nil {
		return err
	}
	box := &sandbox{
		Lower:   filepath.Join(root, "rootfs"),
		Scratch: filepath.Join(dir, "scratch"),
		Binds:   append([]bind{{s.GoRoot, "/usr/local/go"}, {modules, "/go/pkg/mod"}, {cache, "/root/.cache/go-build"}}, binds...),
		Copies:  []string{"/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"},
		Env: append([]string{
			"PATH=/usr/local/go/bin:/usr/bin:/bin", "HOME=/root", "GOPATH=/go", "GOTOOLCHAIN=local",
			"GOFLAGS=-mod=mod -buildvcs=false", "GOPROXY=" + proxy,
		}, env...),
		Dir:  "/",
		Args: args,
	}
	return box.run()
}
