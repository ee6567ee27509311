package artefact

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/dockerfile"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Varying builds a service's image from its Dockerfile once more, with no RUN from the cache, and says which instructions make other
// content than in the image that is given: its digest is another on each engine. A Go service has none.
func Varying(ctx context.Context, box toolbox.Box, service *repository.Service, first *Image) ([]string, error) {
	if service.Kind != discover.Dockerfile {
		return nil, nil
	}
	file, err := Dockerfile(ctx, service, service.Arch)
	if err != nil {
		return nil, err
	}
	text, err := service.Inputs.File(service.FileInContext()).Contents(ctx)
	if err != nil {
		return nil, err
	}
	again, err := dockerfile.Again([]byte(text), toolbox.CallID())
	if err != nil {
		return nil, err
	}
	same := *service
	same.Inputs = service.Inputs.WithNewFile(service.FileInContext(), string(again))
	second := &Image{Service: service.Name}
	if second.Container, err = DockerBuild(ctx, &same, file, "", service.Arch); err != nil {
		return nil, err
	}
	if err := second.measure(ctx, box, base(&same, file)); err != nil {
		return nil, fmt.Errorf("service %s: %w", service.Name, err)
	}
	return varying(ctx, file.Layers(cmp.Or(service.Settings.Target, file.Shipped())), first, second)
}

func varying(ctx context.Context, layers []string, first, second *Image) ([]string, error) {
	one, done, err := first.load(ctx, "")
	if err != nil {
		return nil, err
	}
	defer done()
	other, done, err := second.load(ctx, "")
	if err != nil {
		return nil, err
	}
	defer done()
	differences, err := image.Differ(one, other)
	if err != nil {
		return nil, fmt.Errorf("service %s: compare two builds: %w", first.Service, err)
	}
	var said []string
	for _, d := range differences {
		where := fmt.Sprintf("service %s: the layer %d from the top", first.Service, d.Layer+1)
		if at := len(layers) - 1 - d.Layer; at >= 0 {
			where = layers[at]
		}
		said = append(said, where+" makes other content each time: "+some(d.Files))
	}
	return said, nil
}

// some names the first of the files, and how many more there are.
func some(files []string) string {
	const most = 3
	if len(files) <= most {
		return strings.Join(files, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(files[:most], ", "), len(files)-most)
}
