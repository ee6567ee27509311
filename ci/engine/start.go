package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	"golang.org/x/sys/unix"
)

// ensureEngine returns when an engine built from this recipe answers. Of several
// callers at once, one starts it and the others wait and then use it.
func ensureEngine(ctx context.Context, s *Settings) error {
	if err := s.goEnv(); err != nil {
		return preflight(ctx, s) // says what else is missing, too
	}
	all, err := recipes(s)
	if err != nil {
		return err
	}
	want := all[len(all)-1].digest()
	if engineRuns(s, want) && mirrorIsOurs(ctx, s) == nil {
		return nil
	}
	unlock, err := lock(ctx, s)
	if err != nil {
		return err
	}
	defer unlock()
	if engineRuns(s, want) {
		return startMirror(ctx, s) // does nothing where it answers
	}
	if err := build(ctx, s, all); err != nil {
		return err
	}
	if alive(s, "engine") && dials(s.socket()) {
		idle, err := inCall(ctx, s, unix.LOCK_EX)
		if err != nil {
			return err
		}
		defer idle()
	}
	return start(ctx, s, want)
}

// recipes lists everything that an engine is made of; the last one needs all.
func recipes(s *Settings) ([]*artefact, error) {
	var err error
	roots := map[string]*artefact{}
	for name := range debianRoots {
		if roots[name], err = rootArtefact(s, name); err != nil {
			return nil, err
		}
	}
	dagger, err := daggerArtefact(s)
	if err != nil {
		return nil, err
	}
	tools, err := toolsArtefact(s, roots["root-build"])
	if err != nil {
		return nil, err
	}
	warm, err := warmArtefact(s, roots["root-build"])
	if err != nil {
		return nil, err
	}
	images, err := imagesArtefact(s, roots, dagger, warm)
	if err != nil {
		return nil, err
	}
	parts := []*artefact{dagger, roots["root-engine"], roots["root-build"], roots["root-slim"], roots["root-python"], tools, warm, images}
	whole := &artefact{
		name: "engine", needs: parts,
		build: func(_ context.Context, dir string) error {
			return os.WriteFile(filepath.Join(dir, "engine.json"), engineConfig(s), 0o644)
		},
	}
	whole.key = []string{string(engineConfig(s)), engineNetCIDR}
	return append(parts, whole), nil
}

func build(ctx context.Context, s *Settings, all []*artefact) error {
	missing := false
	for _, a := range all {
		missing = missing || !a.built(s)
	}
	if missing {
		if err := preflight(ctx, s); err != nil {
			return err
		}
		say("first start on this host: building what it needs into %s", s.Cache)
	}
	return buildAll(ctx, s, all)
}

const gigabyte = 1_000_000_000

func engineConfig(s *Settings) []byte {
	plain := true
	raw, _ := json.MarshalIndent(map[string]any{
		"registries": map[string]any{
			"docker.io":       map[string]any{"mirrors": []string{s.mirrorAddress()}},
			s.mirrorAddress(): map[string]any{"http": plain},
		},
		// By default a cache is thrown away while a fifth of the disk is not free, however large the disk: on a machine
		// that is fuller than that, every call would start cold.
		"gc": map[string]any{"reservedSpace": 10 * gigabyte, "maxUsedSpace": 30 * gigabyte, "minFreeSpace": 2 * gigabyte},
	}, "", "  ")
	return raw
}

// start replaces whatever is left of an earlier engine by a new one.
func start(ctx context.Context, s *Settings, key string) error {
	began := time.Now()
	if err := stop(ctx, s); err != nil {
		return err
	}
	if _, err := net.InterfaceByName(engineBridge); err == nil && bridgeInUse() {
		return fmt.Errorf("another Dagger engine runs on this host (the bridge %s is in use): stop it first", engineBridge)
	}
	if err := startMirror(ctx, s); err != nil {
		return err
	}
	if err := spawnEngine(s); err != nil {
		return err
	}
	done := func() bool { return dials(s.socket()) || !alive(s, "engine") }
	if !waitFor(15*time.Second, done) {
		// It took half a minute to read a large cache, and two to delete 30 GB of an engine that was killed; only one that hangs takes
		// all of the time.
		say("waiting for the engine, which reads its cache, or discards that of an engine that was killed")
		waitFor(15*time.Minute, done)
	}
	if !dials(s.socket()) {
		raw, _ := os.ReadFile(s.logFile())
		return fmt.Errorf("the engine did not start; the end of its log, %s:\n%s", s.logFile(), tail(string(raw), 15))
	}
	if err := os.WriteFile(filepath.Join(s.runDir(), "engine.key"), []byte(key), 0o644); err != nil {
		return err
	}
	say("started dagger %s in %.1f s", daggerVersion, time.Since(began).Seconds())
	return nil
}

func spawnEngine(s *Settings) error {
	sdk, err := sdkDigest(s)
	if err != nil {
		return err
	}
	for _, d := range []string{s.stateDir(), filepath.Dir(s.socket())} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	box := engineSandbox(s, sdk)
	cmd, err := box.command(true)
	if err != nil {
		return err
	}
	// What the engine before said at its end tells why this one starts with an empty cache. There may have been none.
	_ = os.Rename(s.logFile(), s.logFile()+".before")
	logFile, err := os.Create(s.logFile())
	if err != nil {
		return err
	}
	defer logFile.Close()
	cmd.Stdout, cmd.Stderr = logFile, logFile
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the engine: %w", err)
	}
	return writePid(s, "engine", cmd.Process.Pid)
}

func engineSandbox(s *Settings, sdk string) *sandbox {
	dagger, tools := filepath.Join(s.link("dagger"), "bin"), filepath.Join(s.link("tools"), "bin")
	box := &sandbox{
		Lower:   filepath.Join(s.link("root-engine"), "rootfs"),
		Scratch: filepath.Join(s.runDir(), "sandbox"),
		Binds: []bind{
			{s.stateDir(), "/var/lib/dagger"},
			{filepath.Dir(s.socket()), "/run/dagger"},
			{filepath.Join(s.link("images"), "layout"), "/usr/local/share/dagger/content"},
			{filepath.Join(s.link("engine"), "engine.json"), "/etc/dagger/engine.json"},
			{tools, "/opt/tools"},
		},
		Copies: []string{"/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"},
		Env:    engineEnv(sdk),
		Dir:    "/",
		Args: []string{"/usr/bin/tini", "--", "/usr/local/bin/dagger-engine",
			"--addr", "unix:///run/dagger/engine.sock",
			"--network-name", engineNetwork, "--network-cidr", engineNetCIDR,
			"--oci-cni-pool-size", "16", // the default keeps more, and a stop takes 20 s instead of 5
		},
	}
	for _, p := range []string{"dagger-engine", "dagger-init"} {
		box.Binds = append(box.Binds, bind{filepath.Join(dagger, p), "/usr/local/bin/" + p})
	}
	for _, p := range []string{"bridge", "loopback", "firewall", "host-local"} {
		box.Binds = append(box.Binds, bind{filepath.Join(tools, p), "/opt/cni/bin/" + p})
	}
	box.Binds = append(box.Binds, bind{filepath.Join(dagger, "dnsname"), "/opt/cni/bin/dnsname"})
	// runc seals its own program through an overlay of its folder, which a bind
	// mount of the file would break; and the engine wants both iptables in /usr/bin.
	box.Links = map[string]string{
		"/usr/local/bin/runc":           "/opt/tools/runc",
		"/usr/bin/xtables-legacy-multi": "/usr/sbin/xtables-legacy-multi",
		"/usr/bin/xtables-nft-multi":    "/usr/sbin/xtables-nft-multi",
	}
	if _, err := os.Stat("/lib/modules"); err == nil {
		box.Binds = append(box.Binds, bind{"/lib/modules", "/lib/modules"})
	}
	return box
}

func engineEnv(sdk string) []string {
	return []string{
		"PATH=/opt/dagger:/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin", "HOME=/root",
		"DAGGER_GO_SDK_MANIFEST_DIGEST=" + sdk,
		// A sixth of what it takes of a core is the collection of garbage. Without a limit of its memory: it keeps some of each
		// call, and near a limit it would do little else than collect.
		"GOGC=200",
	}
}

// sdkDigest finds the Go SDK's image among the base images.
func sdkDigest(s *Settings) (string, error) {
	index, err := layout.ImageIndexFromPath(filepath.Join(s.link("images"), "layout"))
	if err != nil {
		return "", fmt.Errorf("read the layout of base images: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return "", err
	}
	for _, m := range manifest.Manifests {
		if m.Annotations[refAnnotation] == sdkRef {
			return m.Digest.String(), nil
		}
	}
	return "", errors.New("the base images lack the Go SDK's: run ci/dagger engine prune and start again")
}
