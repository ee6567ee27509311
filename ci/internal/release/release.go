// Package release describes what was deployed, and keeps the history of deployments in the state bucket, so that a rollback
// knows which release last served.
package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Format is the version of the JSON that this code writes, and the only one that it reads.
const Format = 1

// Image is one service's image, named by its content.
type Image struct {
	// Repository is the registry's host and the repository, without tag or digest.
	Repository string `json:"repository"`
	// Digest is "sha256:" and 64 lower-case hexadecimal digits.
	Digest string `json:"digest"`
	// Source is the content id of the source that it was built from, empty when that is not known. Two releases with the
	// same Source were built from the same files.
	Source string `json:"source,omitempty"`
	// Size is the sum of its compressed layers in bytes, 0 when that is not known.
	Size int64 `json:"size,omitempty"`
}

// Reference is what a container runtime pulls: REPOSITORY@DIGEST.
func (i Image) Reference() string { return i.Repository + "@" + i.Digest }

// Release is a revision as images, for one environment.
type Release struct {
	// Format is the constant Format. Encode sets it.
	Format int `json:"format"`
	// Environment names the tfvars: "prod".
	Environment string `json:"environment"`
	// Revision is the commit, or another content id of the source.
	Revision string `json:"revision"`
	// CreatedAt is when the images were complete. It is kept in UTC, to the second.
	CreatedAt time.Time `json:"createdAt"`
	// Images maps each service to its image.
	Images map[string]Image `json:"images"`
}

// Digests maps each service to its digest.
func (r Release) Digests() map[string]string {
	digests := make(map[string]string, len(r.Images))
	for service, image := range r.Images {
		digests[service] = image.Digest
	}
	return digests
}

// Encode returns the release as JSON, always the same for the same release. It fails with a *InvalidError when Decode would
// refuse the result.
func (r Release) Encode() ([]byte, error) {
	r = r.normal()
	if err := r.Validate(); err != nil {
		return nil, err
	}
	return encode(r)
}

// Decode reads what Encode wrote. It refuses unknown fields, anything after the object, and, with a *InvalidError, what is not
// valid: a release names what will run in production, so what is not understood is not deployed.
func Decode(data []byte) (Release, error) {
	var r Release
	if err := decode(data, &r); err != nil {
		return Release{}, fmt.Errorf("read the release: %w", err)
	}
	if err := r.Validate(); err != nil {
		return Release{}, err
	}
	return r, nil
}

// normal is the release in the only form that is written.
func (r Release) normal() Release {
	r.Format = Format
	r.CreatedAt = r.CreatedAt.UTC().Truncate(time.Second)
	return r
}

func encode(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the release: %w", err)
	}
	return append(data, '\n'), nil
}

func decode(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}
