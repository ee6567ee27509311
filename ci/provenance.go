package main

import (
	"context"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/engineerror"
)

// Provenance shows how the image of a service comes to be: an in-toto statement with a predicate of SLSA's.
//
// It names the source by its content, the commit where git has exactly that, go.sum, the images that the build starts
// from, and the engine. push, sign and deploy attach it to the image in the registry.
func (s *Slipway) Provenance(
	ctx context.Context,
	// Name of the service, a folder of services/.
	service string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	built, err := s.Image(ctx, service)
	if err != nil {
		return "", err
	}
	statement, err := artefact.Provenance(ctx, s.repository(), (*artefact.Image)(built))
	return string(statement.Content), err
}
