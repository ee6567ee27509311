package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

const repo = "slipway/catalog"

// anyLogin is what a client has after `docker login` with ECR's token.
var anyLogin = remote.WithAuth(&authn.Basic{Username: "AWS", Password: "token"})

func image(t *testing.T) v1.Image {
	t.Helper()
	img, err := random.Image(256, 2)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func reference(t *testing.T, host, rest string) name.Reference {
	t.Helper()
	ref, err := name.ParseReference(host+"/"+rest, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func digestOf(t *testing.T, of interface{ Digest() (v1.Hash, error) }) string {
	t.Helper()
	digest, err := of.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return digest.String()
}

// wantRefusal checks the status and that code and message hold what they must.
func wantRefusal(t *testing.T, err error, status int, code string, words ...string) {
	t.Helper()
	var refused *transport.Error
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want a registry error", err)
	}
	if refused.StatusCode != status || len(refused.Errors) != 1 || string(refused.Errors[0].Code) != code {
		t.Fatalf("got %d %v, want %d %s", refused.StatusCode, refused.Errors, status, code)
	}
	for _, word := range words {
		if !strings.Contains(refused.Errors[0].Message, word) {
			t.Errorf("message %q lacks %q", refused.Errors[0].Message, word)
		}
	}
}

func TestPushIsAnnouncedAndPulledBack(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "IMMUTABLE"})
	host := start(t, moto)
	img := image(t)
	ref := reference(t, host, repo+":v1")
	if err := remote.Write(ref, img, anyLogin); err != nil {
		t.Fatal(err)
	}
	digest := digestOf(t, img)
	if got := moto.images[repo]["v1"]; got != digest {
		t.Errorf("announced v1 as %q, want %q", got, digest)
	}
	if got, want := moto.mediaTypes[digest], "application/vnd.docker.distribution.manifest.v2+json"; got != want {
		t.Errorf("announced media type %q, want %q", got, want)
	}
	pulled, err := remote.Image(reference(t, host, repo+"@"+digest), anyLogin)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := pulled.Layers()
	if err != nil || len(layers) != 2 {
		t.Fatalf("got %d layers, %v", len(layers), err)
	}
}

func TestIndexIsAnnouncedWithItsChildren(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "IMMUTABLE"})
	host := start(t, moto)
	index, err := random.Index(128, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.WriteIndex(reference(t, host, repo+":multi"), index, anyLogin); err != nil {
		t.Fatal(err)
	}
	// Two images by digest, the index by digest and by tag.
	if got := len(moto.images[repo]); got != 4 {
		t.Errorf("moto knows %d references, want 4: %v", got, moto.images[repo])
	}
}

func TestPushToUnknownRepositoryIsRefused(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	err := remote.Write(reference(t, host, "slipway/orders:v1"), image(t), anyLogin)
	wantRefusal(t, err, http.StatusNotFound, "NAME_UNKNOWN", "'slipway/orders' does not exist", "123456789012", "create-repository")
}

func TestPullOfWhatECRForgotIsRefused(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "IMMUTABLE"})
	host := start(t, moto)
	ref := reference(t, host, repo+":v1")
	if err := remote.Write(ref, image(t), anyLogin); err != nil {
		t.Fatal(err)
	}
	moto.forget(repo)
	_, err := remote.Get(ref, anyLogin)
	wantRefusal(t, err, http.StatusNotFound, "MANIFEST_UNKNOWN", "v1")
}

func TestTagMutability(t *testing.T) {
	for _, test := range []struct {
		mutability, tag string
		refused         bool
	}{
		{"IMMUTABLE", "v1", true},
		{"MUTABLE", "v1", false},
		{"IMMUTABLE_WITH_EXCLUSION", "v1", true},
		{"IMMUTABLE_WITH_EXCLUSION", "latest-main", false},
		{"MUTABLE_WITH_EXCLUSION", "latest", true},
	} {
		t.Run(test.mutability+" "+test.tag, func(t *testing.T) {
			moto := newFakeMoto(map[string]string{repo: test.mutability})
			host := start(t, moto)
			ref := reference(t, host, repo+":"+test.tag)
			first, second := image(t), image(t)
			if err := remote.Write(ref, first, anyLogin); err != nil {
				t.Fatal(err)
			}
			if err := remote.Write(ref, first, anyLogin); err != nil {
				t.Fatalf("the same content again: %v", err)
			}
			err := remote.Write(ref, second, anyLogin)
			if !test.refused {
				if err != nil || moto.images[repo][test.tag] != digestOf(t, second) {
					t.Fatalf("the tag did not move: %v", err)
				}
				return
			}
			wantRefusal(t, err, http.StatusBadRequest, "TAG_INVALID", test.tag, "immutable")
			if got := moto.images[repo][test.tag]; got != digestOf(t, first) {
				t.Errorf("the tag moved to %s", got)
			}
		})
	}
}

func TestPushWhoseAnnouncementFailsIsNotCreated(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "MUTABLE"})
	moto.refuse = true
	host := start(t, moto)
	err := remote.Write(reference(t, host, repo+":v1"), image(t), anyLogin, remote.WithRetryStatusCodes())
	wantRefusal(t, err, http.StatusInternalServerError, "INTERNAL_ERROR", "announce", "push it again")
}

func TestDeleteNamesTheAPI(t *testing.T) {
	host := start(t, newFakeMoto(map[string]string{repo: "MUTABLE"}))
	ref := reference(t, host, repo+":v1")
	if err := remote.Write(ref, image(t), anyLogin); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, remote.Delete(ref, anyLogin), http.StatusMethodNotAllowed, "UNSUPPORTED", "batch-delete-image")
}

func TestRepositoryOfAnotherRegion(t *testing.T) {
	moto := newFakeMoto(map[string]string{repo: "MUTABLE"})
	moto.regions = map[string]string{repo: "eu-west-1"}
	host := start(t, moto)
	img := image(t)
	ref := reference(t, host, repo+":one")
	if err := remote.Write(ref, img, anyLogin); err != nil {
		t.Fatal(err)
	}
	got, err := remote.Head(ref, anyLogin)
	if err != nil {
		t.Fatal(err)
	}
	if got.Digest.String() != digestOf(t, img) {
		t.Errorf("pulled %s", got.Digest)
	}
}
