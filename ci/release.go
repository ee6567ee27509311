package main

import (
	"context"
	"fmt"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/walk"
)

// Release is what a source comes to: an image of each service of an environment, known by its digest before anything is sent.
type Release struct {
	// Environment that it is for.
	Environment string
	// Content address of all that it is built from.
	Revision string
	// Images, one of each service.
	Images []*Image
	// +private
	Pipeline *Slipway
}

// Release builds the services of the environment. Nothing is sent anywhere: a digest is known before.
//
// release summary is a table of the digests, release sboms -o DIR saves what is in the images, and a function that takes a
// release (plan, push, sign) takes this one and builds nothing again.
func (s *Slipway) Release(ctx context.Context) (_ *Release, err error) {
	defer engineerror.Tidy(&err)
	w, err := walk.Begin(ctx, s.repository(), s.Env)
	if err != nil {
		return nil, err
	}
	built, err := w.Build(ctx)
	if err != nil {
		return nil, err
	}
	return s.asRelease(built), nil
}

func (s *Slipway) asRelease(built *release.Release) *Release {
	r := &Release{Environment: built.Environment, Revision: built.Revision, Pipeline: s}
	for _, i := range built.Images {
		r.Images = append(r.Images, (*Image)(i))
	}
	return r
}

// in is the release of a call: the given one, or else a new one. One of another environment is refused.
func (r *Release) in(ctx context.Context, w *walk.Walk) (*release.Release, error) {
	if r == nil {
		return w.Build(ctx)
	}
	if r.Environment != w.Settings.Name {
		return nil, fmt.Errorf("the release is for environment %s and this call is for %s: build it again with --env %[2]s", r.Environment, w.Settings.Name)
	}
	now, err := w.Revision()
	if err != nil {
		return nil, err
	}
	if now != r.Revision {
		return nil, fmt.Errorf("the release was built from another source (%.12s) than this call has (%.12s): build it again", r.Revision, now)
	}
	for _, i := range r.Images {
		if i.Arch != w.Settings.Arch {
			return nil, fmt.Errorf("the image of service %s is for %s, and the instances of %s are %s now: build the release again",
				i.Service, i.Arch, r.Environment, w.Settings.Arch)
		}
	}
	return &release.Release{Environment: r.Environment, Revision: r.Revision, Images: r.artefacts()}, nil
}

// Summary is a table of the images.
func (r *Release) Summary() string {
	rows := [][]string{{"SERVICE", "REVISION", "DIGEST", "SIZE"}}
	for _, i := range r.Images {
		rows = append(rows, []string{i.Service, i.Revision, i.Digest, megabytes(i.Size)})
	}
	return table(rows)
}

// Sboms says what is in each image: SERVICE.cdx.json (CycloneDX) and SERVICE.spdx.json (SPDX).
func (r *Release) Sboms(ctx context.Context) (_ *dagger.Directory, err error) {
	defer engineerror.Tidy(&err)
	dir := dag.Directory()
	err = r.Pipeline.bills(ctx, r.artefacts(), func(file string, text []byte) { dir = dir.WithNewFile(file, string(text)) })
	return dir, err
}

func (r *Release) artefacts() []*artefact.Image {
	var images []*artefact.Image
	for _, i := range r.Images {
		images = append(images, (*artefact.Image)(i))
	}
	return images
}

// Provenance says how each image came to be: SERVICE.json, an in-toto statement with a predicate of SLSA's.
func (r *Release) Provenance(ctx context.Context) (_ *dagger.Directory, err error) {
	defer engineerror.Tidy(&err)
	dir := dag.Directory()
	for _, i := range r.Images {
		statement, err := artefact.Provenance(ctx, r.Pipeline.repository(), (*artefact.Image)(i))
		if err != nil {
			return nil, err
		}
		dir = dir.WithNewFile(i.Service+".json", string(statement.Content))
	}
	return dir, nil
}
