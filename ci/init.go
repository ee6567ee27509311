package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/scaffold"
)

// Init writes what a repository needs for its first deploy: settings for the emulator and for an account, with every choice
// explained in a comment, two workflows for GitHub, and the lines that .gitignore lacks.
//
// Services are the folders of services/; the port and the health path of each come from EXPOSE and HEALTHCHECK of its Dockerfile.
// The call shows what it would write, and asks. A file that is there is left as it is.
func (s *Slipway) Init(
	ctx context.Context,
	// The repository that the call is made in.
	ws *dagger.Workspace,
	// Name that all names in AWS begin with: 2 to 16 lower-case letters, digits and hyphens. It can't change later. Without it, the
	// repository's own name is taken.
	// +optional
	project string,
) (_ *dagger.Changeset, err error) {
	defer engineerror.Tidy(&err)
	repo := s.repository()
	services, err := repo.Services(ctx)
	if err != nil {
		return nil, err
	}
	wanted := scaffold.Repository{Project: project, Folder: "environments"}
	there, err := exists(ctx, s.Settings, s.Source)
	if err != nil {
		return nil, err
	}
	if there {
		wanted.Folder = s.Settings
	}
	if wanted.Dagger, err = dag.Version(ctx); err != nil {
		return nil, err
	}
	if project == "" {
		config, err := repo.File(ctx, ".git/config")
		if err != nil {
			return nil, err
		}
		wanted.Project = scaffold.Project(string(config))
	}
	for _, found := range services {
		service := scaffold.Service{Name: found.Name, Dockerfile: found.Dockerfile}
		if found.Kind == discover.Dockerfile {
			parsed, err := artefact.Dockerfile(ctx, found, "")
			if err != nil {
				return nil, err
			}
			service.Port, service.Health = parsed.Serves()
		}
		wanted.Services = append(wanted.Services, service)
	}
	files, err := scaffold.Files(wanted)
	if err != nil {
		return nil, err
	}
	changed, looked := s.Source, []*dagger.Directory{s.Source}
	if s.Called { // Git may ignore what is there
		looked = append(looked, ws.Directory("/", dagger.WorkspaceDirectoryOpts{Include: slices.Collect(maps.Keys(files))}))
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		written, err := exists(ctx, file, looked...)
		if err != nil {
			return nil, err
		}
		if !written {
			changed = changed.WithNewFile(file, files[file])
		}
	}
	if changed, err = s.ignore(ctx, changed, scaffold.Ignored, ""); err != nil {
		return nil, err
	}
	// Settings that Git ignores would be in no clone.
	local := wanted.Folder + "/local.tfvars"
	kept, err := changed.Filter(dagger.DirectoryFilterOpts{Gitignore: true}).Exists(ctx, local)
	if err != nil {
		return nil, fmt.Errorf("ask whether Git ignores %s: %w", local, err)
	}
	if !kept {
		if changed, err = s.ignore(ctx, changed, nil, "!/"+wanted.Folder+"/*.tfvars\n"); err != nil {
			return nil, err
		}
	}
	return changed.Changes(s.Source), nil
}

// exists says whether one of the folders has a file.
func exists(ctx context.Context, file string, folders ...*dagger.Directory) (bool, error) {
	for _, folder := range folders {
		there, err := folder.Exists(ctx, file)
		if err != nil {
			return false, fmt.Errorf("look for %s: %w", file, err)
		}
		if there {
			return true, nil
		}
	}
	return false, nil
}

// ignore adds lines to .gitignore: those that are missing, or more.
func (s *Slipway) ignore(ctx context.Context, source *dagger.Directory, missing func(string) string, more string) (*dagger.Directory, error) {
	repo := s.repository()
	repo.Source = source
	text, err := repo.File(ctx, ".gitignore")
	if err != nil {
		return nil, err
	}
	lines := more
	if missing != nil {
		lines = missing(string(text)) + more
	}
	if lines == "" {
		return source, nil
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		lines = "\n" + lines
	}
	return source.WithNewFile(".gitignore", string(text)+lines), nil
}
