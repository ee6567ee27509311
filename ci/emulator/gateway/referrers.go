package main

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/http/httptest"

	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	ociTypes "github.com/google/go-containerregistry/pkg/v1/types"
)

// referrers lists what refers to an image, as ECR does. The store knows the type of an artifact only where its configuration
// has it, still lists what ECR forgot, and takes a repository for missing until something is pushed.
func (e *ecrRegistry) referrers(w http.ResponseWriter, r *http.Request, repository *types.Repository, name string) {
	list := v1.IndexManifest{SchemaVersion: 2, MediaType: ociTypes.OCIImageIndex, Manifests: []v1.Descriptor{}}
	stored := httptest.NewRecorder()
	e.store.ServeHTTP(stored, r)
	var all v1.IndexManifest
	switch stored.Code {
	case http.StatusOK:
		if err := json.Unmarshal(stored.Body.Bytes(), &all); err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", "list the referrers: "+err.Error())
			return
		}
	case http.StatusNotFound:
	default:
		w.WriteHeader(stored.Code)
		_, _ = stored.Body.WriteTo(w)
		return
	}
	filter := r.URL.Query().Get("artifactType")
	for _, entry := range all.Manifests {
		known, err := e.repositories.digest(r.Context(), repository, identifier(entry.Digest.String()))
		if err != nil {
			refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
			return
		}
		if known == "" {
			continue
		}
		entry.ArtifactType = cmp.Or(e.artifactType(r, name, entry.Digest.String()), entry.ArtifactType)
		if filter == "" || filter == entry.ArtifactType {
			list.Manifests = append(list.Manifests, entry)
		}
	}
	if filter != "" {
		w.Header().Set("OCI-Filters-Applied", "artifactType")
	}
	w.Header().Set("Content-Type", string(ociTypes.OCIImageIndex))
	w.WriteHeader(http.StatusOK)
	_ = json.NewEncoder(w).Encode(list)
}

// artifactType is what the manifest itself says; "" where it says nothing.
func (e *ecrRegistry) artifactType(r *http.Request, name, digest string) string {
	get := r.Clone(r.Context())
	get.URL.Path, get.URL.RawQuery = "/v2/"+name+"/manifests/"+digest, ""
	stored := httptest.NewRecorder()
	e.store.ServeHTTP(stored, get)
	var manifest v1.Manifest
	if stored.Code != http.StatusOK || json.Unmarshal(stored.Body.Bytes(), &manifest) != nil {
		return ""
	}
	return manifest.ArtifactType
}
