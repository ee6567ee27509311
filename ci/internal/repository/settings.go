package repository

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/environment"
)

// Settings reads the settings of an environment, by the variables of the stacks.
func (r Repository) Settings(ctx context.Context, name string) (environment.Environment, error) {
	files, err := r.Read(ctx, r.settings()...)
	if err != nil {
		return environment.Environment{}, err
	}
	return r.readSettings(files, name)
}

// settings are the files that settings are read from and by.
func (r Repository) settings() []string {
	return []string{r.SettingsFolder + "/*", "terraform/stacks/*/*.tf"}
}

// CheckSettings reads the settings of all environments, and says all that is wrong in them.
func (r Repository) CheckSettings(ctx context.Context) error {
	files, err := r.Read(ctx, r.settings()...)
	if err != nil {
		return err
	}
	names, err := r.environments(files)
	if err != nil {
		return err
	}
	var wrong []error
	for _, name := range names {
		_, err := r.readSettings(files, name)
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

func (r Repository) readSettings(files map[string][]byte, name string) (environment.Environment, error) {
	var names []string
	variables := map[string][]byte{}
	for file, text := range files {
		if strings.HasSuffix(file, ".tf") {
			variables[file] = text
		} else {
			names = append(names, path.Base(file))
		}
	}
	file, err := environment.Find(r.SettingsFolder, name, names)
	if err != nil {
		return environment.Environment{}, err
	}
	schema, err := environment.NewSchema(variables)
	if err != nil {
		return environment.Environment{}, err
	}
	return environment.Read(name, file, files[file], schema)
}

// Environments are the names of all environments.
func (r Repository) Environments(ctx context.Context) ([]string, error) {
	files, err := r.Read(ctx, r.SettingsFolder+"/*.tfvars")
	if err != nil {
		return nil, err
	}
	return r.environments(files)
}

func (r Repository) environments(files map[string][]byte) ([]string, error) {
	var names []string
	for file := range files {
		if strings.HasSuffix(file, ".tfvars") {
			names = append(names, environment.NameOf(file))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no file of settings %s/*.tfvars: run this in the folder of the repository, or run init, which writes settings", r.SettingsFolder)
	}
	slices.Sort(names)
	return names, nil
}

// Of are the services of the repository that an environment has, once settings and folders agree on which there are. A service
// may stand in some environments only.
func (r Repository) Of(ctx context.Context, settings environment.Environment) ([]*Service, error) {
	services, err := r.Services(ctx)
	if err != nil {
		return nil, err
	}
	files, err := r.Read(ctx, r.SettingsFolder+"/*.tfvars")
	if err != nil {
		return nil, err
	}
	var elsewhere []string
	for file, text := range files {
		if environment.NameOf(file) != settings.Name {
			elsewhere = append(elsewhere, environment.ServiceNames(text)...)
		}
	}
	if err := settings.Match(Names(services), elsewhere); err != nil {
		return nil, err
	}
	for _, s := range services {
		s.Arch = settings.Arch
	}
	return slices.DeleteFunc(services, func(s *Service) bool { return !slices.Contains(settings.Built(), s.Name) }), nil
}
