package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	ociTypes "github.com/google/go-containerregistry/pkg/v1/types"
)

// artifact is a manifest that refers to an image and says its type itself.
type artifact []byte

func (a artifact) RawManifest() ([]byte, error)           { return a, nil }
func (a artifact) MediaType() (ociTypes.MediaType, error) { return ociTypes.OCIManifestSchema1, nil }

func attach(t *testing.T, subject name.Digest, kind string) {
	t.Helper()
	on, err := remote.Head(subject, anyLogin)
	if err != nil {
		t.Fatal(err)
	}
	layer := static.NewLayer([]byte("{}"), "application/vnd.oci.empty.v1+json")
	if err := remote.WriteLayer(subject.Context(), layer, anyLogin); err != nil {
		t.Fatal(err)
	}
	empty, err := partial.Descriptor(layer)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(v1.Manifest{
		SchemaVersion: 2, MediaType: ociTypes.OCIManifestSchema1, ArtifactType: kind,
		Config: *empty, Layers: []v1.Descriptor{*empty}, Subject: on,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Put(subject.Context().Digest(digestOf(t, static.NewLayer(raw, ""))), artifact(raw), anyLogin); err != nil {
		t.Fatal(err)
	}
}

func kinds(t *testing.T, of name.Digest, options ...remote.Option) []string {
	t.Helper()
	index, err := remote.Referrers(of, append(options, anyLogin, remote.WithReferrersTagFallback(false))...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range list.Manifests {
		all = append(all, m.ArtifactType)
	}
	return all
}

func TestReferrers(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "IMMUTABLE"})
	host := start(t, moto)
	img := image(t)
	subject := reference(t, host, repo+"@"+digestOf(t, img)).(name.Digest)
	if all := kinds(t, subject); len(all) != 0 {
		t.Errorf("before anything is pushed: %v", all)
	}
	if err := remote.Write(reference(t, host, repo+":v1"), img, anyLogin); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"application/spdx+json", "application/vnd.in-toto+json"} {
		attach(t, subject, kind)
	}
	if all := kinds(t, subject); len(all) != 2 {
		t.Errorf("two are attached: %v", all)
	}
	if all := kinds(t, subject, remote.WithFilter("artifactType", "application/spdx+json")); len(all) != 1 || all[0] != "application/spdx+json" {
		t.Errorf("one has the type: %v", all)
	}
	moto.forget(repo)
	if all := kinds(t, subject); len(all) != 0 {
		t.Errorf("after ECR forgot them: %v", all)
	}
}

// TestReferrersComeInPages attaches one more than a page holds.
func TestReferrersComeInPages(t *testing.T) {
	host := start(t, newFakeMoto(map[string]string{repo: "IMMUTABLE"}))
	img := image(t)
	subject := reference(t, host, repo+"@"+digestOf(t, img)).(name.Digest)
	if err := remote.Write(reference(t, host, repo+":v1"), img, anyLogin); err != nil {
		t.Fatal(err)
	}
	for n := range referrersPage + 1 {
		attach(t, subject, fmt.Sprintf("application/vnd.test.%d+json", n))
	}
	seen, pages := map[string]bool{}, []int{}
	for next := fmt.Sprintf("/v2/%s/referrers/%s", repo, subject.DigestStr()); next != ""; {
		answer, err := http.Get("http://" + host + next)
		if err != nil {
			t.Fatal(err)
		}
		var list v1.IndexManifest
		if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		for _, m := range list.Manifests {
			seen[m.ArtifactType] = true
		}
		pages = append(pages, len(list.Manifests))
		next, _, _ = strings.Cut(strings.TrimPrefix(answer.Header.Get("Link"), "<"), ">")
	}
	if fmt.Sprint(pages) != "[50 1]" || len(seen) != referrersPage+1 {
		t.Errorf("%d are attached, and the pages have %v: %d different ones", referrersPage+1, pages, len(seen))
	}
	if first := kinds(t, subject); len(first) != referrersPage {
		t.Errorf("the first page alone has %d", len(first))
	}
	if all := kinds(t, subject, remote.WithFilter("artifactType", "application/vnd.test.7+json")); len(all) != 1 {
		t.Errorf("one has the type: %v", all)
	}
	answer, err := http.Get("http://" + host + fmt.Sprintf("/v2/%s/referrers/%s?nextToken=-1", repo, subject.DigestStr()))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a token that nobody gave is answered %s", answer.Status)
	}
}
