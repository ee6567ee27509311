package main

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	ociTypes "github.com/google/go-containerregistry/pkg/v1/types"
)

// referrersPage is how many referrers ECR lists at once.
const referrersPage = 50

// referrers lists what refers to an image, as ECR does: page by page. AWS does not say in which order; the newest come first here, so that
// whoever reads one page alone misses what was attached long ago. The store knows the type of an artifact only where its configuration
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
	pushed, err := e.repositories.pushed(r.Context(), repository)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL_ERROR", err.Error())
		return
	}
	for _, entry := range all.Manifests {
		if _, known := pushed[entry.Digest.String()]; !known {
			continue
		}
		entry.ArtifactType = cmp.Or(e.artifactType(r, name, entry.Digest.String()), entry.ArtifactType)
		if filter == "" || filter == entry.ArtifactType {
			list.Manifests = append(list.Manifests, entry)
		}
	}
	slices.SortFunc(list.Manifests, func(a, b v1.Descriptor) int {
		return cmp.Or(pushed[b.Digest.String()].Compare(pushed[a.Digest.String()]), cmp.Compare(a.Digest.Hex, b.Digest.Hex))
	})
	if list.Manifests = page(w, r.URL, list.Manifests); list.Manifests == nil {
		return
	}
	if filter != "" {
		w.Header().Set("OCI-Filters-Applied", "artifactType")
	}
	w.Header().Set("Content-Type", string(ociTypes.OCIImageIndex))
	w.WriteHeader(http.StatusOK)
	_ = json.NewEncoder(w).Encode(list)
}

// page is what a list has from nextToken on. What is left is behind the link to the next page. It refuses a token that nobody gave, with nil.
func page(w http.ResponseWriter, address *url.URL, all []v1.Descriptor) []v1.Descriptor {
	query := address.Query()
	begin, err := strconv.Atoi(cmp.Or(query.Get("nextToken"), "0"))
	if err != nil || begin < 0 || begin > len(all) {
		refuse(w, http.StatusBadRequest, "PAGINATION_NUMBER_INVALID", "nextToken is none of this list: ask without it for the first page")
		return nil
	}
	end := min(begin+referrersPage, len(all))
	if end < len(all) {
		query.Set("nextToken", strconv.Itoa(end))
		w.Header().Set("Link", "<"+address.EscapedPath()+"?"+query.Encode()+`>; rel="next"`)
	}
	return all[begin:end]
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
