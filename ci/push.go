package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/ecr"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/image"
)

// pushedImage is a service's image in its repository.
type pushedImage struct {
	*Image
	Repository string // with its registry
	Sent       bool   // by this call; else it was there already

	attached []attached
}

// reference names the image by digest, as a task definition does.
func (p *pushedImage) reference() string { return p.Repository + "@" + p.Digest }

// Push builds the images and pushes those that their ECR repositories lack. It prints a table of the digests.
//
// The repositories are made first where they are missing. An image that is there by its digest is not sent again. Its
// provenance is attached to it, and its SBOM where the environment demands one.
// +cache="never"
func (s *Slipway) Push(
	ctx context.Context,
	// Environment to push for: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator to push to, as tcp://host:port, which outlives this call. None and no credentials: one inside this call.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
) (string, error) {
	t, err := s.target(ctx, env, aws, credentials)
	if err != nil {
		return "", err
	}
	defer t.stop(ctx)
	images, err := s.builds(ctx, t.Environment)
	if err != nil {
		return "", err
	}
	release, err := s.push(ctx, t, images)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "REPOSITORY", "DIGEST", "SIZE", ""}}
	for _, p := range release.Images {
		rows = append(rows, []string{p.Service, p.Repository, p.Digest, megabytes(p.Size), sent(p.Sent)})
	}
	return table(rows), nil
}

func sent(yes bool) string {
	if yes {
		return "sent"
	}
	return "was there"
}

// builds builds all services once the settings and the folders agree on which there are.
func (s *Slipway) builds(ctx context.Context, settings environment.Environment) ([]*Image, error) {
	services, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, service := range services {
		names = append(names, service.Name)
	}
	if err := settings.Match(names); err != nil {
		return nil, err
	}
	return s.build(ctx, services)
}

// release is what a push leaves: images by digest, in a registry, for an environment.
type release struct {
	Account string
	Images  []*pushedImage

	login ecr.Login
}

// references name the images by digest, by service.
func (r *release) references() map[string]string {
	references := map[string]string{}
	for _, p := range r.Images {
		references[p.Service] = p.reference()
	}
	return references
}

func (s *Slipway) push(ctx context.Context, t *target, images []*Image) (*release, error) {
	client, login, err := t.login(ctx)
	if err != nil {
		return nil, err
	}
	account := accountOf(login)
	if err := s.bootstrap(ctx, t, account); err != nil {
		return nil, err
	}
	registry := t.registry(login)
	pushed, failures := beside(images, allAtOnce, func(built *Image) (*pushedImage, error) {
		pushed, err := t.pushOne(ctx, client, registry, built)
		if err != nil {
			return nil, err
		}
		return pushed, s.attach(ctx, t, registry, pushed)
	})
	return &release{Account: account, Images: pushed, login: login}, errors.Join(failures...)
}

func (t *target) pushOne(ctx context.Context, client *ecr.Client, registry image.Registry, built *Image) (*pushedImage, error) {
	name := t.Repository(built.Service)
	repository, err := client.Repository(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", built.Service, err)
	}
	pushed := &pushedImage{Image: built, Repository: repository}
	there, err := client.Has(ctx, name, built.Digest)
	if err != nil || there {
		return pushed, err
	}
	if err := image.Push(ctx, registry, name, tagOf(built), built.loaded); err != nil {
		return nil, fmt.Errorf("service %s: %w", built.Service, err)
	}
	pushed.Sent = true
	return pushed, nil
}

// tagOf is the tag that a person sees in the registry; nothing reads it back. Repositories are immutable, so it holds
// the digest too: another base image gives the same source another digest.
func tagOf(image *Image) string {
	return image.Revision + "-" + strings.TrimPrefix(image.Digest, "sha256:")[:12]
}

// pushAddress is the repository as the engine reaches it: the emulator's registry is a service, which the engine binds
// to an address of localhost and speaks to in plain HTTP.
func (t *target) pushAddress(repository string) string {
	if t.aws == nil {
		return repository
	}
	_, name, _ := strings.Cut(repository, "/")
	return fmt.Sprintf("localhost:%d/%s", cloud.EmulatorPort, name)
}

// registry is how this function reaches the target's registry: the emulator's is not where its images' names say.
func (t *target) registry(login ecr.Login) image.Registry {
	to := image.Registry{Address: login.Registry, Username: login.Username, Password: login.Password}
	if t.aws != nil {
		to.Address, to.Plain = strings.TrimPrefix(t.endpoint, "http://"), true
	}
	return to
}

// login opens the target's registry.
func (t *target) login(ctx context.Context) (*ecr.Client, ecr.Login, error) {
	config, err := t.sdk(ctx)
	if err != nil {
		return nil, ecr.Login{}, err
	}
	client := ecr.New(config)
	login, err := client.Login(ctx)
	return client, login, err
}

// accountOf is the account's number, the first label of its registry's host name.
func accountOf(login ecr.Login) string {
	account, _, _ := strings.Cut(login.Registry, ".")
	return account
}

// account is the number of the target's account.
func (t *target) account(ctx context.Context) (string, error) {
	_, login, err := t.login(ctx)
	return accountOf(login), err
}
