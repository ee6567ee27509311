package image

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"
)

const signatures = "application/vnd.dev.sigstore.bundle.v0.3+json"

func anything(string) bool { return true }

// stored is an image in a registry, and its digest. Requests for a path that ends in `gone` find nothing.
func stored(t *testing.T, gone *string) (Registry, string) {
	t.Helper()
	inner := registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if *gone != "" && strings.HasSuffix(r.URL.Path, *gone) && r.Method != http.MethodPut {
			http.NotFound(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	to := Registry{Address: strings.TrimPrefix(server.URL, "http://"), Plain: true, Username: "AWS", Password: "x"}
	image := some(t)
	if err := Push(t.Context(), to, "shop/cart", "one", image); err != nil {
		t.Fatal(err)
	}
	digest, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return to, digest.String()
}

func TestAttach(t *testing.T) {
	gone := ""
	to, digest := stored(t, &gone)
	attach := func(kind, content string) (string, bool) {
		t.Helper()
		attached, err := Attach(t.Context(), to, "shop/cart", digest, Artifact{Type: kind, Content: []byte(content)})
		if err != nil {
			t.Fatal(err)
		}
		return attached.Digest, attached.Sent
	}
	first, sent := attach(signatures, "a")
	if !sent {
		t.Error("the first was not sent")
	}
	if again, sent := attach(signatures, "a"); sent || again != first {
		t.Errorf("the same again: sent %v as %s, was %s", sent, again, first)
	}
	if _, sent := attach(signatures, "b"); !sent {
		t.Error("another content was not sent")
	}
	if _, sent := attach("application/spdx+json", "a"); !sent {
		t.Error("another type was not sent")
	}
	all, err := Referrers(t.Context(), to, "shop/cart", digest, anything)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, r := range all {
		content, err := Read(t.Context(), to, "shop/cart", r)
		if err != nil {
			t.Fatal(err)
		}
		found[r.Type] += string(content)
	}
	if len(all) != 3 || len(found[signatures]) != 2 || found["application/spdx+json"] != "a" {
		t.Errorf("found %v in %v", found, all)
	}
	// What is deleted and still listed is not there, and comes back.
	gone = first
	if all, err := Referrers(t.Context(), to, "shop/cart", digest, anything); err != nil || len(all) != 2 {
		t.Errorf("one of three is deleted: %v, %v", all, err)
	}
	if _, sent := attach(signatures, "a"); !sent {
		t.Error("what was deleted was not sent again")
	}
}

func TestAttachIsTheSameEverywhere(t *testing.T) {
	gone := ""
	image := some(t)
	digest, _ := image.Digest()
	var all []string
	for range 2 {
		to, _ := stored(t, &gone)
		if err := Push(t.Context(), to, "shop/cart", "two", image); err != nil {
			t.Fatal(err)
		}
		attached, err := Attach(t.Context(), to, "shop/cart", digest.String(), Artifact{Type: signatures, Content: []byte("a")})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, attached.Digest)
	}
	if all[0] != all[1] {
		t.Errorf("the manifests differ: %v", all)
	}
}

func TestNothingIsAttached(t *testing.T) {
	gone := ""
	to, digest := stored(t, &gone)
	for repository, of := range map[string]string{"shop/cart": digest, "shop/empty": digest} {
		if all, err := Referrers(t.Context(), to, repository, of, anything); err != nil || len(all) != 0 {
			t.Errorf("%s: %v, %v", repository, all, err)
		}
	}
	other := "sha256:" + strings.Repeat("0", 64)
	_, err := Attach(t.Context(), to, "shop/cart", other, Artifact{Type: signatures, Content: []byte("a")})
	if err == nil || !strings.Contains(err.Error(), other) {
		t.Errorf("attached to an image that is not there: %v", err)
	}
}
