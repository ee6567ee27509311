package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

const mirrorVerb = "_mirror"

// startMirror serves the base images on the loopback, in a process of its own.
func startMirror(s *Settings) error {
	if mirrorAnswers(s) {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	logFile, err := os.Create(filepath.Join(s.runDir(), "mirror.log"))
	if err != nil {
		return err
	}
	defer logFile.Close()
	cmd := exec.Command(self, mirrorVerb, filepath.Join(s.link("images"), "layout"), s.mirrorAddress()) //nolint:noctx // it outlives this program
	cmd.Stdout, cmd.Stderr = logFile, logFile
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the image mirror: %w", err)
	}
	if err := writePid(s, "mirror", cmd.Process.Pid); err != nil {
		return err
	}
	if !waitFor(20*time.Second, func() bool { return mirrorAnswers(s) }) {
		return fmt.Errorf("the image mirror does not answer at %s: another program may hold the port (set SLIPWAY_MIRROR_PORT); its log is %s", s.mirrorAddress(), logFile.Name())
	}
	return nil
}

// mirrorAnswers asks for an image of ours: any registry would answer at /v2/.
func mirrorAnswers(s *Settings) bool {
	client := http.Client{Timeout: time.Second}
	resp, err := client.Head("http://" + s.mirrorAddress() + "/v2/library/debian/manifests/bookworm-slim") //nolint:noctx // the client has a time limit
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func serveMirror(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("mirror: a layout and an address are wanted")
	}
	dir, address := args[0], args[1]
	handler := registry.New(
		registry.WithBlobHandler(registry.NewDiskBlobHandler(filepath.Join(dir, "blobs"))),
		registry.Logger(log.New(io.Discard, "", 0)),
	)
	if err := announce(handler, dir); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// announce puts the layout's manifests into the registry: its blobs it finds on
// disk, its manifests only in memory.
func announce(handler http.Handler, dir string) error {
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return fmt.Errorf("read the layout of base images: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return err
	}
	for _, m := range manifest.Manifests {
		name, tag, ok := strings.Cut(m.Annotations[refAnnotation], ":")
		if !ok {
			continue // the SDK's image: the engine reads it from disk
		}
		raw, err := os.ReadFile(filepath.Join(dir, "blobs", m.Digest.Algorithm, m.Digest.Hex))
		if err != nil {
			return err
		}
		req := httptest.NewRequest(http.MethodPut, "/v2/"+name+"/manifests/"+tag, bytes.NewReader(raw))
		req.Header.Set("Content-Type", string(m.MediaType))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, req)
		if answer.Code != http.StatusCreated {
			return fmt.Errorf("mirror: serve %s:%s: %s", name, tag, answer.Body)
		}
	}
	return nil
}
