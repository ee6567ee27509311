package cloud

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/ecr"
	"dagger/slipway/internal/image"
)

// Registry is the target's ECR: as an API, and as a registry that takes images.
type Registry struct {
	*ecr.Client
	image.Registry
	// Host is the registry's name as task definitions say it.
	Host string
}

// Registry logs in to the target's registry. The emulator's is not where its images' names say.
func (t *Target) Registry(ctx context.Context) (*Registry, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	client := ecr.New(config)
	login, err := client.Login(ctx)
	if err != nil {
		return nil, err
	}
	to := image.Registry{Address: login.Registry, Username: login.Username, Password: login.Password}
	if t.AWS != nil {
		to.Address, to.Plain = strings.TrimPrefix(t.Endpoint, "http://"), true
	}
	return &Registry{Client: client, Registry: to, Host: login.Registry}, nil
}

// Reference names the image of a service by its digest, as its task definition does.
func (t *Target) Reference(host, service, digest string) string {
	return host + "/" + t.Repository(service) + "@" + digest
}

// Pull is a container of an image in the target's registry. The emulator's registry is a service, which the engine binds to an
// address of localhost and speaks to in plain HTTP.
func (t *Target) Pull(from *Registry, reference string) *dagger.Container {
	empty := dag.Container(dagger.ContainerOpts{Platform: dagger.Platform("linux/" + t.Arch)})
	if t.AWS == nil {
		password := dag.SetSecret("slipway-registry-"+t.Call, from.Password)
		return empty.WithRegistryAuth(from.Host, from.Username, password).From(reference)
	}
	_, name, _ := strings.Cut(reference, "/")
	return empty.From(fmt.Sprintf("localhost:%d/%s", EmulatorPort, name), dagger.ContainerFromOpts{RegistryService: t.AWS})
}
