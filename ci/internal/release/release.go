// Package release is the value that walks through the pipeline: an image of each service, known by its digest before anything
// is sent.
package release

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Release is what a source comes to for an environment.
type Release struct {
	Environment string
	// Revision names what all services are built from.
	Revision string
	Images   []*artefact.Image
}

// buildMemory is what a build takes, in GB.
const buildMemory = 1.5

// BuildAll builds services side by side.
func BuildAll(ctx context.Context, box toolbox.Box, services []*repository.Service) ([]*artefact.Image, error) {
	images, failures := toolbox.Parallel(services, toolbox.Workers(buildMemory), func(s *repository.Service) (*artefact.Image, error) {
		return artefact.Build(ctx, box, s)
	})
	return images, errors.Join(failures...)
}

// Varying says which instructions of the services' Dockerfiles make other content each time. The images are those of the services, in
// their order.
func Varying(ctx context.Context, box toolbox.Box, services []*repository.Service, images []*artefact.Image) ([]string, error) {
	type pair struct {
		service *repository.Service
		image   *artefact.Image
	}
	pairs := make([]pair, len(services))
	for i := range services {
		pairs[i] = pair{services[i], images[i]}
	}
	said, failures := toolbox.Parallel(pairs, toolbox.Workers(buildMemory), func(p pair) ([]string, error) {
		return artefact.Varying(ctx, box, p.service, p.image)
	})
	return slices.Concat(said...), errors.Join(failures...)
}

// References name the images by digest, as the task definitions of a target do.
func (r *Release) References(t *cloud.Target, host string) map[string]string {
	references := map[string]string{}
	for _, i := range r.Images {
		references[i.Service] = t.Reference(host, i.Service, i.Digest)
	}
	return references
}

// Pushed is an image in its repository.
type Pushed struct {
	*artefact.Image
	// Sent is false when the repository had it.
	Sent     bool
	Attached []artefact.Attachment
}

// State says in words what the push did.
func (p Pushed) State() string {
	if p.Sent {
		return "sent"
	}
	return "was there"
}

// Counts says of a push how much it sent.
func Counts(pushed []Pushed) string {
	n := 0
	for _, p := range pushed {
		if p.Sent {
			n++
		}
	}
	return fmt.Sprintf("%d sent, %d were there", n, len(pushed)-n)
}

// Bills makes the SBOMs of an image, to be attached to it. It is nil where none are wanted: they take a scanner to make.
type Bills func(context.Context, *artefact.Image) ([]artefact.Attachment, error)

// Push sends the images that their repositories lack, and attaches what is said of them.
func Push(ctx context.Context, repo repository.Repository, t *cloud.Target, to *cloud.Registry, r *Release, bills Bills) ([]Pushed, error) {
	pushed, failures := toolbox.Parallel(r.Images, toolbox.Workers(buildMemory), func(i *artefact.Image) (Pushed, error) {
		sent, err := artefact.Push(ctx, t, to, i)
		if err != nil {
			return Pushed{}, err
		}
		all, err := attachments(ctx, repo, i, bills)
		if err != nil {
			return Pushed{}, err
		}
		attached, err := artefact.Attach(ctx, t, to, i, all)
		return Pushed{Image: i, Sent: sent, Attached: attached}, err
	})
	return pushed, errors.Join(failures...)
}

func attachments(ctx context.Context, repo repository.Repository, i *artefact.Image, bills Bills) ([]artefact.Attachment, error) {
	statement, err := artefact.Provenance(ctx, repo, i)
	if err != nil {
		return nil, err
	}
	all := []artefact.Attachment{statement}
	if bills == nil {
		return all, nil
	}
	more, err := bills(ctx, i)
	return append(all, more...), err
}

// Missing are the services whose image the registry lacks.
func Missing(ctx context.Context, t *cloud.Target, to *cloud.Registry, digests map[string]string) error {
	var missing []error
	for _, service := range slices.Sorted(maps.Keys(digests)) {
		there, err := to.Has(ctx, t.Repository(service), digests[service])
		switch {
		case err != nil:
			missing = append(missing, err)
		case !there:
			missing = append(missing, &MissingImageError{Service: service, Repository: t.Repository(service), Digest: digests[service]})
		}
	}
	return errors.Join(missing...)
}

// MissingImageError is an image that the registry does not have.
type MissingImageError struct{ Service, Repository, Digest string }

func (e *MissingImageError) Error() string {
	what, next := e.Found()
	return what + ": " + next
}

// Found is what is missing, and the next command to type.
func (e *MissingImageError) Found() (what, next string) {
	return fmt.Sprintf("service %s: repository %s has no image %s", e.Service, e.Repository, e.Digest),
		"push it from the source that was planned (`dagger call push`), or run plan again"
}
