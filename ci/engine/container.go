package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"golang.org/x/sys/unix"
)

// engineImage is what dagger's CLI starts where a container runtime answers: it has this name, and a tag for each release.
const engineImage = "registry.dagger.io/engine:" + daggerVersion

const (
	containerSocket  = "/run/dagger/engine.sock"
	containerContent = "/usr/local/share/dagger/content"
	containerVerb    = "_container"
	// The CLI reaches an engine in a container by this program in it.
	containerDialer = "buildctl"
)

// writeImage writes the engine and the base images as one image for `docker load`, for a container runtime that reaches no registry.
func writeImage(ctx context.Context, s *Settings, w *os.File) error {
	if info, err := w.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return errors.New("engine image: its 2.5 GB are for a program and not for a terminal: ci/dagger engine image | docker load")
	}
	if err := s.goEnv(); err != nil {
		return preflight(ctx, s)
	}
	all, err := recipes(s)
	if err != nil {
		return err
	}
	unlock, err := lock(ctx, s)
	if err != nil {
		return err
	}
	defer unlock()
	if err := build(ctx, s, all); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(s.Cache, "image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	img, err := containerImage(s, scratch)
	if err != nil {
		return fmt.Errorf("make the image %s: %w", engineImage, err)
	}
	tag, err := name.NewTag(engineImage)
	if err != nil {
		return err
	}
	if err := tarball.Write(tag, img, w); err != nil {
		return fmt.Errorf("write the image %s: %w", engineImage, err)
	}
	return nil
}

func containerImage(s *Settings, scratch string) (v1.Image, error) {
	sdk, err := sdkDigest(s)
	if err != nil {
		return nil, err
	}
	programs, content := filepath.Join(scratch, "programs.tar"), filepath.Join(scratch, "content.tar")
	entries, err := containerPrograms(s)
	if err != nil {
		return nil, err
	}
	if err := writeLayer(programs, entries...); err != nil {
		return nil, err
	}
	if err := writeLayer(content, entry{from: filepath.Join(s.link("images"), "layout"), to: containerContent}); err != nil {
		return nil, err
	}
	return imageOf([]string{filepath.Join(s.link("root-engine"), "rootfs.tar"), content, programs}, v1.Config{
		Env:        append(engineEnv(sdk), "_EXPERIMENTAL_DAGGER_RUNNER_HOST=unix://"+containerSocket),
		Entrypoint: []string{"/usr/bin/tini", "--", "/usr/local/bin/slipway-engine", containerVerb, s.mirrorAddress()},
		Volumes:    map[string]struct{}{"/var/lib/dagger": {}},
	})
}

// containerPrograms puts everything where the engine looks for it, as engineSandbox does.
func containerPrograms(s *Settings) ([]entry, error) {
	dagger, tools := filepath.Join(s.link("dagger"), "bin"), filepath.Join(s.link("tools"), "bin")
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	certificates, err := extraCertificates(s)
	if err != nil {
		return nil, err
	}
	const bundle = "/etc/ssl/certs/ca-certificates.crt"
	debian, err := os.ReadFile(filepath.Join(s.link("root-engine"), "rootfs", bundle))
	if err != nil {
		return nil, err
	}
	entries := []entry{
		{data: append(debian, certificates...), to: bundle, mode: 0o644},
		{data: engineConfig(s), to: "/etc/dagger/engine.json", mode: 0o644},
		{from: filepath.Join(tools, "runc"), to: "/usr/local/bin/runc", mode: 0o755},
		{from: filepath.Join(dagger, "dnsname"), to: "/opt/cni/bin/dnsname", mode: 0o755},
		{from: self, to: "/usr/local/bin/slipway-engine", mode: 0o755},
		{from: self, to: "/usr/local/bin/" + containerDialer, mode: 0o755},
	}
	for _, p := range []string{"dagger", "dagger-engine", "dagger-init"} {
		entries = append(entries, entry{from: filepath.Join(dagger, p), to: "/usr/local/bin/" + p, mode: 0o755})
	}
	for _, p := range []string{"bridge", "loopback", "firewall", "host-local"} {
		entries = append(entries, entry{from: filepath.Join(tools, p), to: "/opt/cni/bin/" + p, mode: 0o755})
	}
	for _, p := range []string{"xtables-legacy-multi", "xtables-nft-multi"} {
		entries = append(entries, entry{from: filepath.Join(s.link("root-engine"), "rootfs/usr/sbin", p), to: "/usr/bin/" + p, mode: 0o755})
	}
	return entries, nil
}

// enterContainer starts the mirror beside the engine, and becomes the engine.
func enterContainer(args []string) error {
	if len(args) == 0 {
		return errors.New("container: the mirror's address is wanted")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	mirror := &os.ProcAttr{Files: []*os.File{nil, os.Stdout, os.Stderr}}
	if _, err := os.StartProcess(self, []string{self, mirrorVerb, containerContent, args[0]}, mirror); err != nil {
		return fmt.Errorf("start the image mirror: %w", err)
	}
	const engine = "/usr/local/bin/dagger-engine"
	if err := unix.Exec(engine, append([]string{engine}, args[1:]...), os.Environ()); err != nil {
		return fmt.Errorf("start %s: %w", engine, err)
	}
	return nil
}

// dial joins the engine's socket to two pipes, and ends when the engine has said all.
func dial(socket string, in io.Reader, out io.Writer) error {
	conn, err := net.Dial("unix", socket) //nolint:noctx // it ends with its caller's pipes
	if err != nil {
		return fmt.Errorf("reach the engine in this container: %w", err)
	}
	defer conn.Close()
	go func() {
		_, _ = io.Copy(conn, in)
		_ = conn.(*net.UnixConn).CloseWrite()
	}()
	_, err = io.Copy(out, conn)
	return err
}
