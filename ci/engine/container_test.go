package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// A container's engine finds everything where the sandbox's finds it.
func TestContainerImage(t *testing.T) {
	s := builtHost(t)
	img, err := containerImage(s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := filesOf(t, img)
	for _, b := range engineSandbox(s, "sha256:0").Binds {
		// What is not in the image is its volume, its socket, or where the sandbox has its tools together.
		if info, err := os.Stat(b.From); err != nil || info.IsDir() || strings.HasPrefix(b.To, "/lib/") {
			continue
		}
		if files[b.To] == "" {
			t.Errorf("%s is not in the image", b.To)
		}
	}
	for path, want := range map[string]string{
		"/usr/local/bin/runc":                        "runc",
		"/usr/bin/xtables-legacy-multi":              "xtables-legacy-multi",
		"/etc/dagger/engine.json":                    string(engineConfig(s)),
		containerContent + "/oci-layout":             "",
		"/usr/local/share/dagger/content/index.json": "",
	} {
		if got, ok := files[path]; !ok || want != "" && got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	sdk, err := sdkDigest(s)
	if err != nil {
		t.Fatal(err)
	}
	if want := "DAGGER_GO_SDK_MANIFEST_DIGEST=" + sdk; !slices.Contains(config.Config.Env, want) {
		t.Errorf("the environment %q lacks %s", config.Config.Env, want)
	}
}

// builtHost is a host on which everything was built, with names for contents.
func builtHost(t *testing.T) *Settings {
	t.Helper()
	s := &Settings{Cache: t.TempDir(), Port: defaultPort}
	write := func(path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for artefact, programs := range map[string][]string{
		"dagger/bin":                       {"dagger", "dagger-engine", "dagger-init", "dnsname"},
		"tools/bin":                        {"runc", "bridge", "loopback", "firewall", "host-local"},
		"root-engine/rootfs/usr/sbin":      {"xtables-legacy-multi", "xtables-nft-multi"},
		"root-engine/rootfs/etc/ssl/certs": {"ca-certificates.crt"},
		"engine":                           {"engine.json"},
	} {
		for _, p := range programs {
			write(filepath.Join(s.link(artefact), p), p)
		}
	}
	if err := writeLayer(filepath.Join(s.link("root-engine"), "rootfs.tar"), entry{data: []byte("debian"), to: "/etc/debian_version", mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	path, err := layout.Write(filepath.Join(s.link("images"), "layout"), empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	if err := path.AppendImage(empty.Image, layout.WithAnnotations(map[string]string{refAnnotation: sdkRef})); err != nil {
		t.Fatal(err)
	}
	return s
}

func filesOf(t *testing.T, img v1.Image) map[string]string {
	t.Helper()
	files := map[string]string{}
	all := tar.NewReader(mutate.Extract(img))
	for {
		header, err := all.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(all)
		if err != nil {
			t.Fatal(err)
		}
		files["/"+header.Name] = string(text)
	}
}

func TestDial(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "engine.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		asked, _ := io.ReadAll(conn) // it ends because the caller's input does
		_, _ = conn.Write(append([]byte("heard "), asked...))
	}()
	var out bytes.Buffer
	if err := dial(socket, strings.NewReader("a question"), &out); err != nil || out.String() != "heard a question" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	if err := dial(socket+".none", strings.NewReader(""), &out); err == nil || !strings.Contains(err.Error(), "reach the engine in this container") {
		t.Errorf("got %v where nothing listens", err)
	}
}
