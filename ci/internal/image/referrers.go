package image

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Referrer is an artifact that a registry has.
type Referrer struct {
	Digest  string // of its manifest
	Type    string
	Content v1.Hash
}

// Referrers are the artifacts of the include types that refer to the image and have one part. They are read from their own
// manifests: not every registry says the type in its list, and some still list what is deleted.
func Referrers(ctx context.Context, to Registry, repository, digest string, include func(artifactType string) bool) ([]Referrer, error) {
	image, err := to.digest(repository, digest)
	if err != nil {
		return nil, err
	}
	list, err := to.list(ctx, image)
	if err != nil {
		return nil, fmt.Errorf("list what is attached to %s: %w", image, err)
	}
	var referrers []Referrer
	for _, entry := range list {
		if says(entry) && !include(entry.ArtifactType) {
			continue
		}
		found, err := remote.Get(image.Context().Digest(entry.Digest.String()), to.options(ctx)...)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read what is attached to %s: %w", image, err)
		}
		var m v1.Manifest
		if json.Unmarshal(found.Manifest, &m) != nil || len(m.Layers) != 1 {
			continue // an index, or something of several parts: nothing of ours
		}
		if m.ArtifactType == "" {
			m.ArtifactType = string(m.Config.MediaType) // as OCI 1.0 had it
		}
		if include(m.ArtifactType) {
			referrers = append(referrers, Referrer{Digest: found.Digest.String(), Type: m.ArtifactType, Content: m.Layers[0].Digest})
		}
	}
	return referrers, nil
}

// says reports whether an entry of the list says the type. Some registries name there what the configuration is, which of an
// artifact without one is nothing.
func says(entry v1.Descriptor) bool {
	return entry.ArtifactType != "" && entry.ArtifactType != string(emptyConfig)
}

const (
	maxList  = 4 << 20 // of one page, as for any manifest
	maxPages = 1000
)

// list reads all pages of the list of referrers. remote.Referrers reads the first alone (go-containerregistry v0.22.1), and a
// signature that is on the second would be missing.
func (r Registry) list(ctx context.Context, image name.Digest) ([]v1.Descriptor, error) {
	repository := image.Context()
	auth := &authn.Basic{Username: r.Username, Password: r.Password}
	scopes := []string{repository.Scope(transport.PullScope)}
	authorized, err := transport.NewWithContext(ctx, repository.Registry, auth, transport.NewRetry(remote.DefaultTransport), scopes)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: authorized}
	next := &url.URL{
		Scheme: repository.Scheme(), Host: repository.RegistryStr(),
		Path: fmt.Sprintf("/v2/%s/referrers/%s", repository.RepositoryStr(), image.DigestStr()),
	}
	var all []v1.Descriptor
	for pages := range maxPages {
		entries, link, err := page(ctx, client, next)
		if pages == 0 && missing(err) {
			return nil, nil // no such repository, or nothing was ever attached there
		}
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
		if link == "" {
			return all, nil
		}
		if next, err = follow(next, link); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the list has more than %d pages", maxPages)
}

// page reads one page, and the link to the next one.
func page(ctx context.Context, client *http.Client, address *url.URL) (entries []v1.Descriptor, link string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, "", err
	}
	request.Header.Set("Accept", string(types.OCIImageIndex))
	response, err := client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	if err := transport.CheckError(response, http.StatusOK); err != nil {
		return nil, "", err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxList+1))
	if err != nil {
		return nil, "", err
	}
	if len(text) > maxList {
		return nil, "", fmt.Errorf("a page of the list has more than %d bytes", maxList)
	}
	var index v1.IndexManifest
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, "", fmt.Errorf("read the list: %w", err)
	}
	if found := nextPage.FindStringSubmatch(strings.Join(response.Header.Values("Link"), ",")); found != nil {
		link = found[1]
	}
	return index.Manifests, link, nil
}

// nextPage is the link to the next page, as OCI has it.
var nextPage = regexp.MustCompile(`<([^<>]+)>\s*;\s*rel="?next"?`)

// follow resolves a link to the next page. The registry's password goes to no other host.
func follow(from *url.URL, link string) (*url.URL, error) {
	next, err := from.Parse(link)
	if err != nil {
		return nil, fmt.Errorf("read the link to the next page: %w", err)
	}
	if next.Scheme != from.Scheme || next.Host != from.Host {
		return nil, fmt.Errorf("the next page is on %s://%s, another host", next.Scheme, next.Host)
	}
	if next.String() == from.String() {
		return nil, errors.New("a page of the list names itself as the next one")
	}
	return next, nil
}
