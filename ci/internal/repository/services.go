package repository

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/dockerfile"
	"dagger/slipway/internal/dotfile"
)

// Service is a folder that becomes a container.
type Service struct {
	discover.Service
	// Inputs is what can change it: for a Dockerfile its context, without what its .dockerignore leaves out; for Go the repository,
	// without another service's folder.
	Inputs *dagger.Directory
	// Folder is the context as it is.
	Folder *dagger.Directory
	// Arch is the processor that the image is for: amd64 or arm64. It is empty where no environment says it.
	Arch string
	// Secrets are those of the build.
	Secrets []*dagger.Secret

	all       []discover.Service
	ignored   []string // patterns of its .dockerignore
	workspace []byte   // go.work, as far as it is about this service
}

// Services finds the services of the repository.
func (r Repository) Services(ctx context.Context) ([]*Service, error) {
	files, err := r.serviceFiles(ctx, "services/*/*", dotfile.Name, Workspace)
	if err != nil {
		return nil, err
	}
	settings, err := discover.ReadSettings([]byte(files.texts[dotfile.Name]))
	if err != nil {
		return nil, err
	}
	if len(settings) > 0 {
		var more []string
		for _, s := range settings {
			more = append(more, path.Join(s.Path, "*"), path.Join(s.Context, ".dockerignore"))
			if s.Dockerfile != "" {
				more = append(more, s.Dockerfile, s.Dockerfile+ignoreSuffix)
			}
		}
		elsewhere, err := r.serviceFiles(ctx, more...)
		if err != nil {
			return nil, err
		}
		files.add(elsewhere)
	}
	found, err := discover.Services(files.paths, settings, func(p string) (string, error) { return files.texts[p], nil })
	if err != nil {
		return nil, err
	}
	kept, err := r.kept(ctx)
	if err != nil {
		return nil, err
	}
	services := make([]*Service, len(found))
	for i, f := range found {
		s := &Service{Service: f, all: found, Secrets: r.Secrets}
		if f.Kind == discover.Dockerfile {
			s.Folder = kept(f.Context, nil)
			text := cmp.Or(files.texts[f.Dockerfile+ignoreSuffix], files.texts[path.Join(f.Context, ".dockerignore")])
			if s.ignored, err = dockerfile.Ignored(text, f.FileInContext()); err != nil {
				return nil, fmt.Errorf("service %s: read its .dockerignore: %w", f.Name, err)
			}
		} else if s.workspace, err = discover.Reduce([]byte(files.texts[Workspace]), discover.Others(found, f.Name)); err != nil {
			return nil, err
		}
		s.Inputs = s.inputs(kept)
		services[i] = s
	}
	return services, nil
}

const ignoreSuffix = ".dockerignore"

// serviceFiles are paths, and the texts of those that say how something is built.
type serviceFiles struct {
	paths []string
	texts map[string]string
}

func (f *serviceFiles) add(more *serviceFiles) {
	f.paths = append(f.paths, more.paths...)
	maps.Copy(f.texts, more.texts)
}

// serviceFiles reads what matches, and nothing deeper than the patterns are.
func (r Repository) serviceFiles(ctx context.Context, patterns ...string) (*serviceFiles, error) {
	deepest := 0
	for _, p := range patterns {
		deepest = max(deepest, strings.Count(p, "/"))
	}
	found := &serviceFiles{texts: map[string]string{}}
	err := r.export(ctx, patterns, func(files fs.FS, p string, entry fs.DirEntry) error {
		if strings.Count(p, "/") > deepest {
			return fs.SkipDir
		}
		if entry.IsDir() {
			if path.Dir(p) == discover.Root {
				found.paths = append(found.paths, p+"/")
			}
			return nil
		}
		found.paths = append(found.paths, p)
		if path.Ext(p) != ".go" && !strings.HasSuffix(p, ignoreSuffix) && p != dotfile.Name && p != Workspace {
			return nil
		}
		text, err := read(files, p, entry)
		found.texts[p] = string(text)
		return err
	})
	return found, err
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
	return nil, fmt.Errorf("there is no service %q: write one of %s", name, strings.Join(Names(services), ", "))
}

// Names are the services' names.
func Names(services []*Service) []string {
	var names []string
	for _, s := range services {
		names = append(names, s.Name)
	}
	return names
}

// inputs is what can change the service. What can't is left out, so that it can't cost a build.
func (s *Service) inputs(tree tree) *dagger.Directory {
	if s.Kind != discover.Dockerfile {
		return inWorkspace(without(tree, s.all, s.Name), s.workspace)
	}
	exclude := slices.Clone(s.ignored)
	if s.Context == "." {
		exclude = append(exclude, noBuild...)
	}
	return tree(s.Context, exclude)
}

// Identity is all that an image is made of: the inputs, and how they are built where .slipway.yaml says it.
func (s *Service) Identity() (*dagger.Directory, error) { return s.identity(s.Inputs) }

// IdentityIn is what the identity would be in another tree of the repository, with today's settings.
func (s *Service) IdentityIn(tree *dagger.Directory) (*dagger.Directory, error) {
	return s.identity(s.inputs(made(tree)))
}

func (s *Service) identity(inputs *dagger.Directory) (*dagger.Directory, error) {
	if s.Kind == discover.Go && len(s.Settings.Tags) > 0 {
		return inputs.WithNewFile(dotfile.Name, "tags: "+strings.Join(s.Settings.Tags, ",")), nil
	}
	if s.Kind != discover.Dockerfile || s.Dockerfile == path.Join(s.Path, "Dockerfile") && s.Settings.Target == "" && len(s.Settings.Args) == 0 {
		return inputs, nil
	}
	text, err := json.Marshal(map[string]any{"dockerfile": s.FileInContext(), "target": s.Settings.Target, "args": s.Settings.Args})
	if err != nil {
		return nil, err
	}
	return inputs.WithNewFile(dotfile.Name, string(text)), nil
}

// Workspace is the file in which a repository names its Go modules.
const Workspace = discover.Workspace

// SharedCode is the folder of the Go packages that services share. No service has its name.
const SharedCode = discover.Root + "/internal"

// Shared is what can change the Go packages that services share: the repository without any service's folder.
func (r Repository) Shared(ctx context.Context, services []*Service) (*dagger.Directory, error) {
	text, err := r.File(ctx, Workspace)
	if err != nil {
		return nil, err
	}
	reduced, err := discover.Reduce(text, discover.Others(services[0].all, ""))
	if err != nil {
		return nil, err
	}
	kept, err := r.kept(ctx)
	if err != nil {
		return nil, err
	}
	return inWorkspace(without(kept, services[0].all, ""), reduced), nil
}

// noBuild is what no image of a whole repository is built from. noCode is what no service of Go is: of the files at the top
// those that a service there may embed are left to it.
var (
	noBuild = []string{".git", ".github", dotfile.Name, "dagger.json", topSettings, "terraform"}
	noCode  = append([]string{".*", "*.md"}, noBuild...)
)

// without leaves out what builds no service of Go, and the folders of all services but one.
func without(tree tree, all []discover.Service, but string) *dagger.Directory {
	exclude := noCode
	if slices.ContainsFunc(all, func(s discover.Service) bool { return s.Name == but && s.Path == "." }) {
		exclude = noBuild
	}
	return tree(".", append(slices.Clone(exclude), discover.Others(all, but)...))
}

func inWorkspace(tree *dagger.Directory, text []byte) *dagger.Directory {
	if text == nil {
		return tree
	}
	return tree.WithNewFile(Workspace, string(text))
}

// Hash names what all services are built from.
func (r Repository) Hash(ctx context.Context, services []*Service) (string, error) {
	all := dag.Directory()
	for _, s := range services {
		identity, err := s.Identity()
		if err != nil {
			return "", err
		}
		all = all.WithDirectory(s.Name, identity)
	}
	return r.Box.Hash(ctx, all)
}
