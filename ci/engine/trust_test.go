package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// testMirror serves what a test says at the mirror's address, from this process, and lays an image down as the build does.
func testMirror(t *testing.T, serve func(dir string) http.Handler) *Settings {
	t.Helper()
	s := testSettings(t)
	dir := filepath.Join(s.link("images"), "layout")
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{debianRef, sdkRef} {
		if err := path.AppendImage(empty.Image, layout.WithAnnotations(map[string]string{refAnnotation: ref})); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(serve(dir))
	t.Cleanup(server.Close)
	s.Port = server.Listener.Addr().(*net.TCPAddr).Port
	return s
}

func announced(t *testing.T) func(dir string) http.Handler {
	return func(dir string) http.Handler {
		handler := registry.New()
		if err := announce(handler, dir); err != nil {
			t.Fatal(err)
		}
		return readOnly(handler)
	}
}

func TestMirrorIsOurs(t *testing.T) {
	s := testMirror(t, announced(t))
	if err := writePid(s, "mirror", os.Getpid()); err != nil {
		t.Fatal(err)
	}
	if err := mirrorIsOurs(context.Background(), s); err != nil {
		t.Errorf("our own mirror: %v", err)
	}
}

// A registry with the right images in another process can give others out a moment later.
func TestMirrorOfAnotherProcessIsNotOurs(t *testing.T) {
	for name, pid := range map[string]int{"none of ours runs": 0, "ours is another process": os.Getppid()} {
		t.Run(name, func(t *testing.T) {
			s := testMirror(t, announced(t))
			if pid != 0 {
				if err := writePid(s, "mirror", pid); err != nil {
					t.Fatal(err)
				}
			}
			refusesStranger(t, s, "another process has the port", "SLIPWAY_MIRROR_PORT")
		})
	}
}

func TestMirrorWithOtherImagesIsNotOurs(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"any answer":     func(http.ResponseWriter, *http.Request) {},
		"another image":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"schemaVersion": 2}`)) },
		"an empty place": http.NotFound,
	} {
		t.Run(name, func(t *testing.T) {
			s := testMirror(t, func(string) http.Handler { return serve })
			if err := writePid(s, "mirror", os.Getpid()); err != nil {
				t.Fatal(err)
			}
			refusesStranger(t, s, debianRef, "not the manifest sha256:")
		})
	}
}

func refusesStranger(t *testing.T, s *Settings, wants ...string) {
	t.Helper()
	err := mirrorIsOurs(context.Background(), s)
	var stranger *strangerError
	if !errors.As(err, &stranger) {
		t.Fatalf("got %v, want a refusal", err)
	}
	for _, want := range wants {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

func TestMirrorThatDoesNotRun(t *testing.T) {
	s := testSettings(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	var stranger *strangerError
	if err := mirrorIsOurs(context.Background(), s); err == nil || errors.As(err, &stranger) {
		t.Errorf("got %v, want that nothing listens", err)
	}
}

// Whoever could push would decide what the tags mean.
func TestMirrorTakesNoPush(t *testing.T) {
	s := testMirror(t, announced(t))
	url := "http://" + s.mirrorAddress() + "/v2/library/debian/manifests/bookworm-slim"
	req, err := http.NewRequest(http.MethodPut, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a push is answered %s", resp.Status)
	}
}
