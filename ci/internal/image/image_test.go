package image

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// built is the image as two machines would build it at two times.
func built(t *testing.T, from v1.Image, at time.Time) string {
	t.Helper()
	config, err := from.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config = config.DeepCopy()
	config.Created = v1.Time{Time: at}
	for i := range config.History {
		config.History[i].Created = v1.Time{Time: at}
	}
	image, err := mutate.ConfigFile(from, config)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	if err := path.AppendImage(image); err != nil {
		t.Fatal(err)
	}
	return dir
}

func some(t *testing.T) v1.Image {
	t.Helper()
	image, err := random.Image(1024, 2)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

func TestLoadTakesTheClockOut(t *testing.T) {
	from := some(t)
	first, err := Load(built(t, from, time.Unix(1_700_000_000, 5)), "")
	if err != nil {
		t.Fatal(err)
	}
	second, err := Load(built(t, from, time.Unix(1_800_000_000, 123_456)), "")
	if err != nil {
		t.Fatal(err)
	}
	a, _ := first.Digest()
	b, _ := second.Digest()
	if a != b {
		t.Errorf("built at two times: %s and %s", a, b)
	}
	other, err := Load(built(t, some(t), time.Unix(1, 0)), "")
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := other.Digest(); c == a {
		t.Error("other files have the same digest")
	}
}

// A layout with the settings written over it is one of the image that was loaded.
func TestSettings(t *testing.T) {
	dir := built(t, some(t), time.Unix(1_700_000_000, 5))
	loaded, err := Load(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := Settings(loaded)
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range settings {
		if err := os.WriteFile(filepath.Join(dir, path), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	want, _ := loaded.Digest()
	if len(manifest.Manifests) != 1 || manifest.Manifests[0].Digest != want {
		t.Errorf("the layout holds %v, want %s", manifest.Manifests, want)
	}
	image, err := index.Image(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(image); err != nil {
		t.Error(err)
	}
}

func TestLoadRefusesTwoImages(t *testing.T) {
	dir := built(t, some(t), time.Unix(1, 0))
	if err := layout.Path(dir).AppendImage(some(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, ""); err == nil || !strings.Contains(err.Error(), "holds 2 images") {
		t.Errorf("got %v", err)
	}
}

func TestPush(t *testing.T) {
	server := httptest.NewServer(registry.New())
	defer server.Close()
	to := Registry{Address: strings.TrimPrefix(server.URL, "http://"), Plain: true, Username: "AWS", Password: "x"}
	if err := Push(t.Context(), to, "shop/cart", "one", some(t)); err != nil {
		t.Fatal(err)
	}
}

func TestTag(t *testing.T) {
	nothing := ""
	to, digest := stored(t, &nothing)
	if err := Tag(t.Context(), to, "shop/cart", digest, "release-7"); err != nil {
		t.Fatal(err)
	}
	ref, err := name.NewTag(to.Address+"/shop/cart:release-7", to.names()...)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := remote.Head(ref, to.options(t.Context())...); err != nil || head.Digest.String() != digest {
		t.Errorf("the tag is of %v (%v), want %s", head, err, digest)
	}
	if err := Tag(t.Context(), to, "shop/cart", "sha256:"+strings.Repeat("0", 64), "release-8"); err == nil {
		t.Error("an image that is not there was tagged")
	}
}

func TestPushRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v2/" {
			return
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"errors":[{"code":"DENIED","message":"may not push"}]}`))
	}))
	defer server.Close()
	to := Registry{Address: strings.TrimPrefix(server.URL, "http://"), Plain: true, Username: "AWS", Password: "hunter2"}
	err := Push(t.Context(), to, "shop/cart", "one", some(t))
	if err == nil || !strings.Contains(err.Error(), "was refused") || !strings.Contains(err.Error(), "shop/cart:one") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("the error holds the password")
	}
}
