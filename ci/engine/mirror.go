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
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

const mirrorVerb = "_mirror"

// startMirror serves the base images on the loopback, in a process of its own.
func startMirror(ctx context.Context, s *Settings) error {
	if mirrorIsOurs(ctx, s) == nil {
		return nil
	}
	if err := end(s, "mirror", 5*time.Second); err != nil { // one that serves older images
		return err
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
	if !waitFor(20*time.Second, func() bool { err = mirrorIsOurs(ctx, s); return err == nil || !alive(s, "mirror") }) || err != nil {
		return fmt.Errorf("the image mirror did not start (its log is %s): %w", logFile.Name(), err)
	}
	return nil
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
	server := &http.Server{Handler: readOnly(handler), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// readOnly keeps the users of this host from pushing images into the registry.
func readOnly(registry http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "this mirror is read-only", http.StatusMethodNotAllowed)
			return
		}
		registry.ServeHTTP(w, r)
	})
}

// announce puts the layout's manifests into the registry: its blobs it finds on
// disk, its manifests only in memory.
func announce(handler http.Handler, dir string) error {
	images, err := servedImages(dir)
	if err != nil {
		return err
	}
	for ref, digest := range images {
		name, tag, _ := strings.Cut(ref, ":")
		raw, err := os.ReadFile(filepath.Join(dir, "blobs", digest.Algorithm, digest.Hex))
		if err != nil {
			return fmt.Errorf("read the manifest of %s: %w", ref, err)
		}
		req := httptest.NewRequest(http.MethodPut, "/v2/"+name+"/manifests/"+tag, bytes.NewReader(raw))
		req.Header.Set("Content-Type", string(types.OCIManifestSchema1))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, req)
		if answer.Code != http.StatusCreated {
			return fmt.Errorf("mirror: serve %s: %s", ref, answer.Body)
		}
	}
	return nil
}

// servedImages are the digests of the images in a layout, by the name under which the mirror serves each.
func servedImages(dir string) (map[string]v1.Hash, error) {
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return nil, fmt.Errorf("read the layout of base images: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("read the layout of base images: %w", err)
	}
	images := map[string]v1.Hash{}
	for _, m := range manifest.Manifests {
		if ref := m.Annotations[refAnnotation]; strings.Contains(ref, ":") { // the SDK's image has no tag: the engine reads it from disk
			images[ref] = m.Digest
		}
	}
	return images, nil
}
