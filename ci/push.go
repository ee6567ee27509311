package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
)

// Push pushes the images of a release that their ECR repositories lack. It prints a table of the digests.
//
// An image that is there by its digest is not sent again. Its provenance is attached to it, and its SBOM where the environment
// demands one.
// +cache="never"
func (s *Slipway) Push(
	ctx context.Context,
	// Release to push, from the function release; without one it is built.
	// +optional
	release *Release,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	w, err := s.walk(ctx, nil)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if err := w.Story.Step(ctx, "bootstrap", w.Bootstrap); err != nil {
		return "", err
	}
	r, err := release.in(ctx, w)
	if err != nil {
		return "", err
	}
	pushed, err := w.Push(ctx, r, false)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "REPOSITORY", "DIGEST", "SIZE", ""}}
	for _, p := range pushed {
		rows = append(rows, []string{p.Service, w.Registry.Host + "/" + w.Target.Repository(p.Service), p.Digest, megabytes(p.Size), p.State()})
	}
	return table(rows), nil
}
