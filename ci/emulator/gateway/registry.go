package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/google/go-containerregistry/pkg/registry"
)

// maxManifest is ECR's own limit.
const maxManifest = 4 << 20

// repositoryPath takes a registry path apart: repository, kind of object, and reference.
var repositoryPath = regexp.MustCompile(`^/v2/(.+)/(manifests|blobs|tags|referrers)/(.+)$`)

// ecrRegistry is an OCI registry that behaves as ECR does: a repository exists once it was created, an immutable tag stays what it
// is, and an image that ECR forgot is not served.
type ecrRegistry struct {
	repositories repositories
	account      string
	store        http.Handler
	// pushing keeps the look at an immutable tag and the write to it together.
	pushing sync.Mutex
}

func newRegistry(repositories repositories, account, data string) (*ecrRegistry, error) {
	blobs := registry.NewInMemoryBlobHandler()
	if data != "" {
		if err := os.MkdirAll(data, 0o755); err != nil {
			return nil, fmt.Errorf("make the folder for image layers: %w; choose a writable one with --data", err)
		}
		blobs = registry.NewDiskBlobHandler(data)
	}
	store := spool(registry.New(
		registry.WithBlobHandler(blobs),
		// Signatures and SBOMs hang on an image as referrers.
		registry.WithReferrersSupport(true),
		registry.Logger(log.New(io.Discard, "", 0)),
	))
	return &ecrRegistry{repositories: repositories, account: account, store: store}, nil
}

func (e *ecrRegistry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := repositoryPath.FindStringSubmatch(r.URL.Path)
	if parts == nil {
		// The version check, and what the store answers itself.
		e.store.ServeHTTP(w, r)
		return
	}
	name, kind, reference := parts[1], parts[2], parts[3]
	repository, err := e.repositories.find(r.Context(), name)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
		return
	}
	if repository == nil {
		refuse(w, http.StatusNotFound, "NAME_UNKNOWN", fmt.Sprintf(
			"The repository with name '%s' does not exist in the registry with id '%s'. Create it first, "+
				"with the bootstrap stack or `aws ecr create-repository --repository-name %s`, then push again.", name, e.account, name))
		return
	}
	if !e.repositories.admits(w, r, repository, kind) {
		return
	}
	switch {
	case kind == "manifests" && r.Method == http.MethodPut:
		e.push(w, r, repository, name, reference)
	case kind == "manifests" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		e.pull(w, r, repository, name, reference)
	case kind == "referrers" && r.Method == http.MethodGet:
		e.referrers(w, r, repository, name)
	case r.Method == http.MethodDelete:
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED",
			"ECR deletes images through its API alone: aws ecr batch-delete-image --repository-name "+name)
	default:
		e.store.ServeHTTP(w, r)
	}
}

// push stores a manifest and announces it.
func (e *ecrRegistry) push(w http.ResponseWriter, r *http.Request, repository *types.Repository, name, reference string) {
	manifest, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxManifest))
	if err != nil {
		refuse(w, http.StatusBadRequest, "MANIFEST_INVALID", "read the manifest: "+err.Error())
		return
	}
	sum := sha256.Sum256(manifest)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	tag := reference
	if strings.HasPrefix(reference, "sha256:") {
		tag = ""
		if reference != digest {
			refuse(w, http.StatusBadRequest, "DIGEST_INVALID", fmt.Sprintf("the manifest is %s, not %s", digest, reference))
			return
		}
	}
	e.pushing.Lock()
	defer e.pushing.Unlock()

	current, err := e.repositories.digest(r.Context(), repository, identifier(reference))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
		return
	}
	if tag != "" && current != "" && current != digest && frozen(repository, tag) {
		refuse(w, http.StatusBadRequest, "TAG_INVALID", fmt.Sprintf(
			"The image tag '%s' already exists in the '%s' repository and cannot be overwritten because the tag is immutable. "+
				"Push under another tag, or by digest.", tag, name))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(manifest))
	// The answer waits for the announcement: a client that was told "created" may describe the image at once.
	stored := httptest.NewRecorder()
	e.store.ServeHTTP(stored, r)
	if stored.Code == http.StatusCreated && current != digest {
		if err := e.repositories.announce(r.Context(), repository, tag, digest, r.Header.Get("Content-Type"), manifest); err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error()+"; push it again")
			return
		}
	}
	for header, values := range stored.Header() {
		w.Header()[header] = values
	}
	w.WriteHeader(stored.Code)
	_, _ = stored.Body.WriteTo(w)
}

// pull serves a manifest that ECR still knows.
func (e *ecrRegistry) pull(w http.ResponseWriter, r *http.Request, repository *types.Repository, name, reference string) {
	digest, err := e.repositories.digest(r.Context(), repository, identifier(reference))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
		return
	}
	if digest == "" {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN",
			fmt.Sprintf("Requested image not found: %s in repository %s. Push it, or check the reference.", reference, name))
		return
	}
	e.store.ServeHTTP(w, r)
}

func identifier(reference string) types.ImageIdentifier {
	if strings.HasPrefix(reference, "sha256:") {
		return types.ImageIdentifier{ImageDigest: &reference}
	}
	return types.ImageIdentifier{ImageTag: &reference}
}

// refuse answers with an error as the distribution specification writes them.
func refuse(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, map[string]any{"errors": []map[string]string{{"code": code, "message": message}}})
}
