package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
)

// workload is a service of the repository: a folder of services/ that becomes a container.
type workload struct {
	discover.Service
	inputs *dagger.Directory
	all    []discover.Service // it and the others
}

// Services lists the services of the repository: the folders of services/ with a Go main package or a Dockerfile.
//
// A folder with neither is refused, as is a name that ECS or ECR would refuse. Code that services share goes into
// services/internal.
func (s *Slipway) Services(ctx context.Context) (string, error) {
	services, err := s.services(ctx)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "PATH", "BUILT FROM"}}
	for _, service := range services {
		rows = append(rows, []string{service.Name, service.Path, string(service.Kind)})
	}
	return table(rows), nil
}

func (s *Slipway) services(ctx context.Context) ([]*workload, error) {
	paths, err := s.Source.Glob(ctx, "services/*/*")
	if err != nil {
		return nil, fmt.Errorf("list services/: %w", err)
	}
	folders, err := s.Source.Directory("services").Entries(ctx)
	if err != nil {
		return nil, fmt.Errorf("list services/: %w", err)
	}
	for _, f := range folders { // a folder without a file of its own is found here alone
		if strings.HasSuffix(f, "/") {
			paths = append(paths, "services/"+f)
		}
	}
	texts, err := s.texts(ctx, slices.DeleteFunc(slices.Clone(paths), func(p string) bool {
		return path.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") // no main package is declared there
	}))
	if err != nil {
		return nil, err
	}
	found, err := discover.Services(paths, func(p string) (string, error) { return string(texts[p]), nil })
	if err != nil {
		return nil, err
	}
	var services []*workload
	for _, f := range found {
		services = append(services, &workload{Service: f, inputs: s.inputs(f, found), all: found})
	}
	return services, nil
}

// texts reads files of the source, all at once.
func (s *Slipway) texts(ctx context.Context, paths []string) (map[string][]byte, error) {
	texts := map[string][]byte{}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range paths {
		group.Go(func() error {
			text, err := s.Source.File(p).Contents(ctx)
			if err != nil {
				return fmt.Errorf("read %s: %w", p, err)
			}
			mu.Lock()
			defer mu.Unlock()
			texts[p] = []byte(text)
			return nil
		})
	}
	return texts, group.Wait()
}

// inputs is what can change the service: its own folder and what services share, not another service's folder. What
// is left out here can't cost a rebuild. It names what New leaves out, too: git has that, and so has a folder that another
// module passes.
func (s *Slipway) inputs(service discover.Service, all []discover.Service) *dagger.Directory {
	if service.Kind == discover.Dockerfile {
		return s.Source.Directory(service.Path)
	}
	exclude := []string{".*", "**/*.md", "**/.terraform", "**/*.tfplan", "ci", "dagger.json", "reports", "terraform"}
	for _, other := range all {
		if other.Name != service.Name {
			exclude = append(exclude, other.Path)
		}
	}
	return s.Source.Filter(dagger.DirectoryFilterOpts{Exclude: exclude})
}

// selectServices is all services, or the named one.
func (s *Slipway) selectServices(ctx context.Context, name string) ([]*workload, error) {
	services, err := s.services(ctx)
	if err != nil || name == "" {
		return services, err
	}
	var names []string
	for _, service := range services {
		if service.Name == name {
			return []*workload{service}, nil
		}
		names = append(names, service.Name)
	}
	return nil, fmt.Errorf("service %q is not in services/: there are %s", name, strings.Join(names, ", "))
}
