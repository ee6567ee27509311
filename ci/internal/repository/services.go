package repository

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
)

// Service is a folder of services/ that becomes a container.
type Service struct {
	discover.Service
	// Inputs is what can change it: its folder and what services share, not another service's folder.
	Inputs *dagger.Directory
	all    []discover.Service
}

// Services finds the services of the repository.
func (r Repository) Services(ctx context.Context) ([]*Service, error) {
	var paths []string
	texts := map[string]string{}
	err := r.export(ctx, []string{"services/*/*"}, func(files fs.FS, path string, entry fs.DirEntry) error {
		if strings.Count(path, "/") > 2 {
			return fs.SkipDir
		}
		if entry.IsDir() {
			if strings.Count(path, "/") == 1 {
				paths = append(paths, path+"/")
			}
			return nil
		}
		paths = append(paths, path)
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := read(files, path, entry)
		texts[path] = string(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	found, err := discover.Services(paths, func(p string) (string, error) { return texts[p], nil })
	if err != nil {
		return nil, err
	}
	services := make([]*Service, len(found))
	for i, f := range found {
		services[i] = &Service{Service: f, Inputs: inputs(r.Source, f, found), all: found}
	}
	return services, nil
}

// Select is all services, or the named one.
func (r Repository) Select(ctx context.Context, name string) ([]*Service, error) {
	services, err := r.Services(ctx)
	if err != nil || name == "" {
		return services, err
	}
	for _, service := range services {
		if service.Name == name {
			return []*Service{service}, nil
		}
	}
	return nil, fmt.Errorf("service %q is not in services/: there are %s", name, strings.Join(Names(services), ", "))
}

// Names are the services' names.
func Names(services []*Service) []string {
	var names []string
	for _, s := range services {
		names = append(names, s.Name)
	}
	return names
}

// InputsIn is what can change the service in another tree of the same repository.
func (s *Service) InputsIn(tree *dagger.Directory) *dagger.Directory {
	return inputs(tree, s.Service, s.all)
}

// inputs leaves out what can't change a service, so that it can't cost a build.
func inputs(source *dagger.Directory, service discover.Service, all []discover.Service) *dagger.Directory {
	if service.Kind == discover.Dockerfile {
		return source.Directory(service.Path)
	}
	return without(source, all, service.Name)
}

// SharedCode is the folder of the Go packages that services share. No service has its name.
const SharedCode = discover.Root + "/internal"

// Shared is what can change the Go packages that services share: the repository without any service's folder.
func (r Repository) Shared(services []*Service) *dagger.Directory {
	return without(r.Source, services[0].all, "")
}

// noCode is what builds no service. It names what New leaves out, too: git has that, and so has a folder that another module
// passes.
var noCode = []string{".*", "**/*.md", "**/.terraform", "**/*.tfplan*", "ci", "dagger.json", "reports", "terraform"}

// without leaves out what builds no service, and the folders of all services but one.
func without(source *dagger.Directory, all []discover.Service, but string) *dagger.Directory {
	exclude := slices.Clone(noCode)
	for _, service := range all {
		if service.Name != but {
			exclude = append(exclude, service.Path)
		}
	}
	return source.Filter(dagger.DirectoryFilterOpts{Exclude: exclude})
}

// Hash names what all services are built from.
func (r Repository) Hash(ctx context.Context, services []*Service) (string, error) {
	all := r.Source.Filter(dagger.DirectoryFilterOpts{Exclude: noCode})
	for _, s := range slices.Backward(services) {
		if s.Kind == discover.Dockerfile {
			all = all.WithDirectory(s.Path, s.Inputs)
		}
	}
	return r.Box.Hash(ctx, all)
}
