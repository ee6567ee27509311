package image

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// paged is an image in a registry that lists one referrer a page, and links to the next page as link says. It counts the
// manifests that are read.
func paged(t *testing.T, link func(next string) string) (to Registry, digest string, read *int) {
	t.Helper()
	inner, read := registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0))), new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "/referrers/") {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/manifests/") {
				*read++
			}
			inner.ServeHTTP(w, r)
			return
		}
		whole := httptest.NewRecorder()
		inner.ServeHTTP(whole, r)
		var index v1.IndexManifest
		if whole.Code != http.StatusOK || json.Unmarshal(whole.Body.Bytes(), &index) != nil {
			w.WriteHeader(whole.Code)
			return
		}
		for i, m := range index.Manifests { // the fake says what the configuration is
			own := httptest.NewRecorder()
			inner.ServeHTTP(own, httptest.NewRequest(http.MethodGet, "/v2/shop/cart/manifests/"+m.Digest.String(), nil))
			var manifest v1.Manifest
			_ = json.Unmarshal(own.Body.Bytes(), &manifest)
			index.Manifests[i].ArtifactType = manifest.ArtifactType
		}
		slices.SortFunc(index.Manifests, func(a, b v1.Descriptor) int { return strings.Compare(a.Digest.Hex, b.Digest.Hex) })
		at, _ := strconv.Atoi(r.URL.Query().Get("at"))
		rest := index.Manifests[min(at, len(index.Manifests)):]
		index.Manifests = rest[:min(1, len(rest))]
		if len(rest) > 1 {
			w.Header().Set("Link", link(fmt.Sprintf("%s?at=%d", r.URL.Path, at+1)))
		}
		w.Header().Set("Content-Type", string(types.OCIImageIndex))
		_ = json.NewEncoder(w).Encode(index)
	}))
	t.Cleanup(server.Close)
	to = Registry{Address: strings.TrimPrefix(server.URL, "http://"), Plain: true, Username: "AWS", Password: "x"}
	image := some(t)
	if err := Push(t.Context(), to, "shop/cart", "one", image); err != nil {
		t.Fatal(err)
	}
	hash, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return to, hash.String(), read
}

func TestReferrersOfAllPages(t *testing.T) {
	to, digest, read := paged(t, func(next string) string { return `<` + next + `>; rel="next"` })
	for n := range 5 {
		artifact := Artifact{Type: fmt.Sprintf("application/vnd.test.%d+json", n), Content: []byte("a")}
		for _, sent := range []bool{true, false} {
			attached, err := Attach(t.Context(), to, "shop/cart", digest, artifact)
			if err != nil || attached.Sent != sent {
				t.Fatalf("artifact %d: %+v, %v", n, attached, err)
			}
		}
	}
	all, err := Referrers(t.Context(), to, "shop/cart", digest, anything)
	if err != nil || len(all) != 5 {
		t.Errorf("5 are attached: %v, %v", all, err)
	}
	*read = 0
	one, err := Referrers(t.Context(), to, "shop/cart", digest, func(artifactType string) bool { return strings.HasSuffix(artifactType, ".3+json") })
	if err != nil || len(one) != 1 || !strings.HasSuffix(one[0].Type, ".3+json") {
		t.Errorf("one of 5 is wanted: %v, %v", one, err)
	}
	if *read != 1 {
		t.Errorf("the list has the types, and %d manifests were read for one", *read)
	}
}

func TestReferrersWithWrongLinks(t *testing.T) {
	for _, c := range []struct{ name, link, wants string }{
		{"another host", `<http://registry.example/v2/>; rel="next"`, "http://registry.example, another host"},
		{"the same page for ever", `<?at=0>; rel=next`, "names itself"},
		{"no address", `<:>; rel="next"`, "read the link"},
		{"another relation", `</v2/>; rel="help"`, ""},
	} {
		to, digest, _ := paged(t, func(string) string { return c.link })
		var err error
		for n := 0; n < 3 && err == nil; n++ {
			_, err = Attach(t.Context(), to, "shop/cart", digest, Artifact{Type: signatures, Content: []byte{'a' + byte(n)}})
		}
		if (err == nil) != (c.wants == "") || err != nil && !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestEnough(t *testing.T) {
	gone := ""
	to, digest := stored(t, &gone)
	attach := func(content string) Attached {
		t.Helper()
		attached, err := Attach(t.Context(), to, "shop/cart", digest, Artifact{
			Type: signatures, Content: []byte(content), Enough: func(there []byte) bool { return strings.HasPrefix(string(there), "by us") },
		})
		if err != nil {
			t.Fatal(err)
		}
		return attached
	}
	if foreign := attach("by others"); !foreign.Sent {
		t.Error("the first was not sent")
	}
	first := attach("by us, 1")
	if !first.Sent {
		t.Error("what others attached was enough")
	}
	if second := attach("by us, 2"); second.Sent || !second.Other || second.Digest != first.Digest {
		t.Errorf("the first is enough: %+v", second)
	}
	if again := attach("by us, 1"); again.Sent || again.Other || again.Digest != first.Digest {
		t.Errorf("the same again: %+v", again)
	}
}
